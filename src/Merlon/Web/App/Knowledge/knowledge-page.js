// Pages of objects: filters of long sections, the choice of release, and what was looked at lately (kept in this browser only).
import { debounced, h, words } from "./app.js";

const text = words("knowledge-script");
const key = "merlon-recent", recentMax = 12;

for (const field of document.querySelectorAll("[data-k-filter]")) {
  const section = document.getElementById(field.dataset.kFilter);
  const said = h("span", { class: "vh", role: "status", "aria-live": "polite" });
  field.after(said);
  field.addEventListener("input", debounced(() => {
    const wanted = field.value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    for (const row of section.querySelectorAll("tbody > tr, .k-names > li")) {
      const content = row.textContent.toLowerCase();
      row.hidden = !wanted.every((word) => content.includes(word));
      if (!row.hidden) shown++;
    }
    said.textContent = text("shown", shown);
  }, 60));
}

const release = document.querySelector("[data-k-release] select");
release?.addEventListener("change", () => {
  const form = release.form;
  location.href = release.value ? `${form.action}?release=${encodeURIComponent(release.value)}` : form.action;
});

function recent() {
  try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; }
}

const here = document.querySelector("[data-k-object]");
if (here) {
  const { kObject: id, kName: name, kKind: kind } = here.dataset;
  try { localStorage.setItem(key, JSON.stringify([{ id, name, kind }, ...recent().filter((one) => one.id !== id)].slice(0, recentMax))); } catch { /* for this page only */ }
}

const place = document.querySelector("[data-k-recent]");
if (place && recent().length > 0) {
  place.querySelector("ul").append(...recent().map((one) => h("li", {}, h("a", { href: `/knowledge/${encodeURIComponent(one.id)}` }, h("span", { class: "id" }, String(one.id)), ` ${one.name}`), " ", h("span", { class: "muted" }, String(one.kind)))));
  place.hidden = false;
}
