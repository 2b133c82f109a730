// Signing off takes a moment: the form begins a job, its progress is told, and its end leads to the result.
import { ask, tell, words } from "./app.js";
import { follow } from "./follow.js";

const w = words("guide-script");

/** Makes the sign-off form of the page work. */
export function startJobs() {
  const form = document.querySelector("form[data-sign]:not([data-started])");
  if (!form) return;
  form.dataset.started = "";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    const note = form.querySelector("[data-job]");
    button.disabled = true;
    note.textContent = w("signing");
    try {
      const { content } = await ask("POST", form.getAttribute("action"), { body: new URLSearchParams(new FormData(form)).toString(), headers: { "Content-Type": "application/x-www-form-urlencoded" } });
      const job = await follow(`/api/v1/jobs/${content.id}`, (now) => { note.textContent = now.stage || w("signing"); });
      if (job.state !== "done") throw new Error(job.trouble || w("failed"));
      location.assign(job.result.replace("/api/v1/", "/assessment/"));
    } catch (error) {
      button.disabled = false;
      note.textContent = "";
      tell(error.message, "bad");
    }
  });
}
