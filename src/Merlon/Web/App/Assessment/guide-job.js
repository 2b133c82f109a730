// Signing off takes a moment: the form begins a job, its progress is told, and its end leads to the result.
import { ask, tell, words } from "./app.js";

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
      follow(content.id, (job) => { note.textContent = job.stage || w("signing"); }, (job) => {
        if (job.state === "done") location.assign(job.result.replace("/api/v1/", "/assessment/"));
        else { button.disabled = false; note.textContent = ""; tell(job.trouble || w("failed"), "bad"); }
      });
    } catch (error) {
      button.disabled = false;
      note.textContent = "";
      tell(error.message, "bad");
    }
  });
}

function follow(id, progress, end) {
  const events = new EventSource(`/api/v1/jobs/${id}/events`);
  events.addEventListener("message", (event) => {
    const job = JSON.parse(event.data);
    progress(job);
    if (job.state !== "running") { events.close(); end(job); }
  });
  events.addEventListener("error", async () => {
    events.close();
    try { const { content } = await ask("GET", `/api/v1/jobs/${id}`); if (content.state === "running") setTimeout(() => follow(id, progress, end), 1000); else end(content); } catch (error) { tell(error.message, "bad"); }
  });
}
