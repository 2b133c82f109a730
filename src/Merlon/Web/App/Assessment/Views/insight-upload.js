// Uploads that are answered at once: the files go up, the answer is shown; and entries that are taken out.
import { ask, tell, words } from "./app.js";

const say = words("insight");

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return; // it is on its way already
    const given = new FormData(form), files = new FormData(), query = new URLSearchParams();
    for (const [name, value] of given) {
      if (value instanceof File) files.append(name, value); else if (value) query.set(name, value);
    }
    const place = (given.get("verb") ? form.dataset.upload + "/" + given.get("verb") : form.dataset.upload) + (query.size ? "?" + query : "");
    const answer = form.querySelector("[data-answer]");
    form.ariaBusy = "true";
    try {
      const { content } = await ask("POST", place, { body: files });
      answer.textContent = typeof content === "string" ? content : JSON.stringify(content, null, 2);
      answer.hidden = false;
      tell(say("uploaded"));
    } catch (trouble) {
      answer.textContent = JSON.stringify(trouble.problem ?? {}, null, 2);
      answer.hidden = false;
      tell(trouble.message, "bad");
    }
    form.ariaBusy = "false";
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-remove]");
  if (!button || button.disabled) return;
  button.disabled = true;
  try {
    await ask("DELETE", button.dataset.remove);
    button.closest("tr").remove();
    tell(say("removed"));
  } catch (trouble) {
    button.disabled = false;
    tell(trouble.message, "bad");
  }
});
