// Tables by file or from the clipboard: first what would be added, then the addition; rules by upload.
import { ask, tell, words, h } from "./app.js";

const w = words("guide-script");

/** Makes the forms for tables and uploads of the page work; once for each. */
export function startTables(tagOf, saved) {
  for (const form of document.querySelectorAll("form[data-table]:not([data-started])")) {
    form.dataset.started = "";
    form.addEventListener("submit", (event) => { event.preventDefault(); preview(form, tagOf, saved).catch((error) => tell(error.message, "bad")); });
    form.querySelector("input[type=file]").addEventListener("change", async (event) => {
      const file = event.target.files[0];
      if (file) { form.querySelector("textarea").value = await file.text(); form.requestSubmit(); }
    });
  }
}

async function preview(form, tagOf, saved) {
  const body = form.querySelector("textarea").value;
  const place = form.querySelector("[data-preview]");
  const turn = form.dataset.turn = String(Number(form.dataset.turn ?? 0) + 1);
  const send = (isPreview) => ask("POST", `/api/v1/organisation/tables/${form.dataset.table}?preview=${isPreview}`, { body, ifMatch: `"${tagOf()}"`, headers: { "Content-Type": "text/csv" } });
  const { content } = await send(true);
  if (form.dataset.turn !== turn) return; // another table was given meanwhile
  const columns = [...new Set(content.entries.flatMap((entry) => Object.keys(entry)))];
  const table = content.entries.length === 0 ? null : h("div", { class: "table" }, h("table", {},
    h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col" }, column)))),
    h("tbody", {}, content.entries.slice(0, 50).map((entry) => h("tr", {}, columns.map((column) => h("td", {}, [].concat(entry[column] ?? "").join(", "))))))));
  const noticed = content.diagnostics.slice(0, 20).map((one) => h("li", {}, h("span", { class: "tag " + (one.severity === "error" ? "bad" : one.severity === "warning" ? "warn" : "") }, one.code), " ", one.message, one.excerpt ? ": " + one.excerpt : ""));
  const add = content.fresh > 0 && !content.refused ? h("button", { type: "button", class: "primary" }, w("table.add", content.fresh)) : null;
  add?.addEventListener("click", async () => {
    add.disabled = true;
    try { const answer = await send(false); await saved(answer.content); } catch (error) { tell(error.message, "bad"); add.disabled = false; }
  });
  place.replaceChildren(...[h("p", {}, w("table.read", content.rows, content.fresh)), content.refused ? h("p", { class: "callout bad" }, content.refused) : null, table, noticed.length ? h("ul", { class: "guide-links" }, noticed) : null, add].filter(Boolean));
}
