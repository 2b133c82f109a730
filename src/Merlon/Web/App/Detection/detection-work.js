// Something that takes its time: how far it is, a way to stop it, and then the page with what became of it.
import { ask, tell, words } from "./app.js";

const w = words("detection");
const work = document.querySelector("[data-work]");
if (work) {
  const bar = work.querySelector("progress"), said = work.querySelector("[data-stage]");
  const events = new EventSource(`/api/v1/jobs/${work.dataset.work}/events`);
  let shown = "";
  events.addEventListener("message", (event) => {
    const job = JSON.parse(event.data);
    if (job.state === "failed" || job.state === "cancelled") {
      events.close();
      bar.remove();
      said.textContent = job.trouble || w("work.stopped");
      return;
    }
    if (job.state === "done") { events.close(); location.replace(work.dataset.here); return; }
    if (job.total > 0) { bar.max = job.total; bar.value = Math.min(job.done, job.total); } else bar.removeAttribute("value");
    if (job.stage && job.stage !== shown) said.textContent = shown = job.stage; // read aloud: only what is new
  });
  work.querySelector("[data-stop]")?.addEventListener("click", () => ask("DELETE", `/api/v1/jobs/${work.dataset.work}`).catch((trouble) => tell(trouble.message, "bad")));
}
