// Settings work without this: it copies secrets, asks before what cannot be undone, follows a backup, and shows times in the reader's zone.
import { language, tell, words } from "./app.js";
import { follow } from "./follow.js";

const text = words("settings");

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      tell(text("copied"));
    } catch {
      getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
      tell(text("copy.by-hand"));
    }
  });
}

for (const button of document.querySelectorAll("[data-confirm]")) {
  button.addEventListener("click", (event) => { if (!confirm(button.dataset.confirm)) event.preventDefault(); });
}

const format = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" });
for (const time of document.querySelectorAll("time[data-instant]")) {
  const at = new Date(time.dateTime);
  if (!Number.isNaN(at.getTime())) {
    time.textContent = format.format(at);
    time.title = time.dateTime;
  }
}

// A backup that was just begun: told as it goes on, and the page shows it when it has ended.
const begun = document.querySelector("[data-backup-job]");
if (begun) {
  const stage = begun.querySelector("[data-backup-stage]");
  follow(`/api/v1/jobs/${begun.dataset.backupJob}`, (job) => { stage.textContent = job.stage ? (job.total ? `${job.stage} (${job.done}/${job.total})` : job.stage) : ""; })
    .then(() => location.reload(), (trouble) => { stage.textContent = trouble.message; });
}
