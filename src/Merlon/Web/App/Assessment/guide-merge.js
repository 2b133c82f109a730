// Two people changed the same: what was there, what the other one made of it, what I want; each place is decided by hand, nothing is lost.
import { words, h } from "./app.js";

const w = words("guide-script");

const shown = (value) => value === null || value === undefined ? w("nothing") : typeof value === "string" ? value : JSON.stringify(value, null, 1);
const mine = (operation) => operation.op === "remove" ? w("removed") : shown(operation.op === "add" ? operation.values : operation.value);

/** Asks what shall stand. Resolves to the operations to make against the state as it is, or null when everything of the other's stays. */
export function settleConflicts(problem) {
  return new Promise((resolve) => {
    const choices = problem.conflicts.map((conflict, i) => h("fieldset", { class: "card" },
      h("legend", {}, h("span", { class: "mono" }, conflict.path)),
      h("p", { class: "muted" }, w("was", shown(conflict.was))),
      h("label", {}, h("input", { type: "radio", name: "choice-" + i, value: "theirs", checked: true }), " ", w("theirs", problem.by || w("somebody")), " ", h("strong", {}, shown(conflict.theirs))),
      h("label", {}, h("input", { type: "radio", name: "choice-" + i, value: "mine" }), " ", w("mine"), " ", h("strong", {}, mine(conflict.operation)))));
    const dialog = h("dialog", { class: "guide-conflicts", "aria-label": w("conflict") },
      h("h2", {}, w("conflict")), h("p", {}, w("conflict.what", problem.by || w("somebody"))), ...choices,
      h("div", { class: "row end" }, h("button", { type: "button", class: "primary" }, w("choose"))));
    const close = (operations) => { dialog.close(); dialog.remove(); resolve(operations); };
    dialog.querySelector("button").addEventListener("click", () => {
      const chosen = problem.conflicts.filter((_, i) => dialog.querySelector(`[name=choice-${i}]:checked`).value === "mine").map((conflict) => conflict.operation);
      const operations = [...problem.carried, ...chosen];
      close(operations.length ? operations : null);
    });
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(problem.carried.length ? problem.carried : null); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
