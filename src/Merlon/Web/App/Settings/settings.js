// Settings work without this: it copies secrets, asks before what cannot be undone, and shows times in the reader's zone.
import { tell, words } from "./app.js";

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

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
for (const time of document.querySelectorAll("time[data-instant]")) {
  const at = new Date(time.dateTime);
  if (!Number.isNaN(at.getTime())) {
    time.textContent = format.format(at);
    time.title = time.dateTime;
  }
}
