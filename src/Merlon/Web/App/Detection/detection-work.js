// Something that takes its time: how far it is, a way to stop it, and then the page with what became of it.
import { ask, tell, words } from "./app.js";
import { follow } from "./follow.js";

const w = words("detection");
const work = document.querySelector("[data-work]");
if (work) {
  const bar = work.querySelector("progress"), said = work.querySelector("[data-stage]");
  let shown = "";
  const show = (job) => {
    if (job.total > 0) { bar.max = job.total; bar.value = Math.min(job.done, job.total); } else bar.removeAttribute("value");
    if (job.stage && job.stage !== shown) said.textContent = shown = job.stage; // read aloud: only what is new
  };
  follow(`/api/v1/jobs/${work.dataset.work}`, show).then((job) => {
    if (job.state === "done") { location.replace(work.dataset.here); return; }
    bar.remove();
    said.textContent = job.trouble || w("work.stopped");
  }, (trouble) => { bar.remove(); said.textContent = trouble.message; });
  work.querySelector("[data-stop]")?.addEventListener("click", () => ask("DELETE", `/api/v1/jobs/${work.dataset.work}`).catch((trouble) => tell(trouble.message, "bad")));
}
