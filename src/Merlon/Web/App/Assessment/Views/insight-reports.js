// Reports are made by a job: the page says how it goes and offers the file when it is there.
import { ask, tell } from "./app.js";
import { follow } from "./insight.js";

for (const form of document.querySelectorAll("form[data-report]")) {
  const [progress, made, button] = [form.querySelector("progress"), form.querySelector("[data-made]"), form.querySelector("button")];
  const done = () => { progress.hidden = true; button.disabled = false; };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = new FormData(form);
    made.hidden = true;
    progress.hidden = false;
    progress.removeAttribute("value");
    button.disabled = true;
    try {
      const { content } = await ask("POST", "/api/v1/reports", { body: { reader: form.dataset.report, formats: given.getAll("formats"), frameworks: given.getAll("frameworks").filter(Boolean) } });
      follow(content.id, (job) => { if (job.total > 0) { progress.max = job.total; progress.value = job.done; } }, (job) => {
        done();
        if (job.state !== "done") { tell(job.trouble ?? job.state, "bad"); return; }
        made.href = job.result;
        made.hidden = false;
        made.focus();
      });
    } catch (trouble) {
      done();
      tell(trouble.message, "bad");
    }
  });
}
