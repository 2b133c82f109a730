// Forms that show their answer at once, and trees that open and close as a whole.
import { debounced } from "./app.js";
import { follow as followEvents } from "./follow.js";

function addressOf(form) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return form.getAttribute("action") + (query.size ? "?" + query : "");
}

for (const form of document.querySelectorAll("form[data-submits]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=date]")) location.href = addressOf(form);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.href = addressOf(form);
  });
}

const open = (selector, isOpen) => {
  for (const part of document.querySelectorAll(selector + " details")) part.open = isOpen;
};
document.addEventListener("click", (event) => {
  const rest = event.target.closest?.("[data-show-rest]");
  if (rest) {
    const table = rest.parentElement.previousElementSibling;
    table.querySelector("tbody.without-script").classList.remove("without-script");
    rest.parentElement.remove();
    table.focus();
  }
  const button = event.target.closest?.("[data-open-all], [data-close-all]");
  if (button) open(button.dataset.openAll ?? button.dataset.closeAll, "openAll" in button.dataset);
});

/** A job that somebody waits for: told as it goes on, and what to do when it ends, or is not there any more. */
export function follow(id, onStep, onEnd) {
  const show = debounced(onStep, 30);
  followEvents(`/api/v1/jobs/${id}`, show).then(onEnd, (trouble) => onEnd({ state: "failed", trouble: trouble.message }));
}
