// Releases: uploads file by file with progress, jobs as they go on.
import { ask, h, tell, words } from "./app.js";
import { follow } from "./follow.js";

const text = words("knowledge-script");

function paint(bar, said, job) {
  if (job.total > 0) { bar.max = job.total; bar.value = job.done; } else bar.removeAttribute("value");
  said.textContent = job.stage || text("waiting");
}

const running = document.querySelector("[data-k-job]");
const bar = running?.querySelector("progress");
if (bar) {
  const said = running.querySelector("[data-k-stage]");
  running.querySelector("[data-k-cancel]")?.addEventListener("click", () => ask("DELETE", `/api/v1/jobs/${running.dataset.kJob}`).catch((trouble) => tell(trouble.message, "bad")));
  follow(`/api/v1/jobs/${running.dataset.kJob}`, (job) => paint(bar, said, job)).then(() => location.replace(running.dataset.kThen), (trouble) => { said.textContent = trouble.message; });
}

const form = document.querySelector("[data-k-upload]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const files = [...form.elements.file.files];
  const place = form.querySelector("[data-k-progress]");
  const button = form.querySelector("button");
  button.disabled = true;
  place.hidden = false;
  let last = null;
  for (const file of files) {
    const bar = h("progress", { "aria-label": file.name }), said = h("span", {});
    place.append(h("div", {}, h("p", {}, `${file.name}: `, said), bar));
    said.textContent = text("uploading");
    try {
      const { content } = await ask("POST", `/api/v1/releases?name=${encodeURIComponent(file.name)}`, { body: file, headers: { "Content-Type": "application/octet-stream" } });
      const job = await follow(`/api/v1/jobs/${content.id}`, (now) => paint(bar, said, now));
      bar.value = bar.max;
      said.textContent = job.state === "done" ? text("done") : job.trouble || job.state;
      if (job.state === "done") last = `/knowledge/releases/added/${job.result.split("/").pop()}`;
    } catch (trouble) {
      bar.remove();
      said.textContent = trouble.message;
      tell(trouble.message, "bad");
    }
  }
  button.disabled = false;
  if (last) location.href = last;
});
