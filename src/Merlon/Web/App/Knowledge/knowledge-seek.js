// The search box of every page: offers objects and pages while somebody types, by keyboard and screen reader (combobox with a list). Without it the form leads to the page of results.
import { ask, h } from "./app.js";

const input = document.querySelector("input[data-seek]");
if (input) begin(input, JSON.parse(input.dataset.seekWords || "{}"));

function begin(input, texts) {
  const form = input.form;
  const list = h("div", { id: "seek-list", class: "seek-list", role: "listbox", "aria-label": texts.list || "" });
  const said = h("span", { class: "vh", role: "status", "aria-live": "polite" });
  list.hidden = true;
  form.append(list, said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

  const known = new Map(); // answers of this page, so that going back a letter needs no request
  let request = null, current = -1;

  const options = () => list.querySelectorAll("[role=option]");

  function close() {
    request?.abort(); // what comes later opens nothing
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(next) {
    const all = options();
    if (all.length === 0) return;
    current = (next + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === current)));
    all[current].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[current].id);
  }

  function pieces(parts) {
    return parts.map((part, place) => (place % 2 ? h("mark", {}, part) : part));
  }

  function option(place, href, ...content) {
    return h("a", { id: `seek-${place}`, role: "option", href, tabindex: "-1", "aria-selected": "false" }, ...content);
  }

  function paint(answer) {
    if (input.value.trim() !== answer.query) return; // an answer that came too late
    const rows = [
      ...answer.pages.map((page) => ({ href: page.href, content: [h("span", { class: "id" }, "›"), h("span", { class: "name" }, page.name), h("span", { class: "kind" }, texts.page || "")] })),
      ...answer.objects.map((one) => ({
        href: one.href,
        content: [h("span", { class: "id" }, one.id), h("span", { class: "name" }, ...pieces(one.name), one.alias ? h("span", { class: "also" }, " · ", ...pieces(one.alias)) : ""), h("span", { class: "kind" }, one.type)],
      })),
    ];
    if (answer.did_you_mean) rows.push({ href: all(answer.did_you_mean), content: [h("span", { class: "id" }, "?"), h("span", { class: "name" }, `${texts.meant || ""} `, h("strong", {}, answer.did_you_mean))] });
    if (answer.total > answer.objects.length) rows.push({ href: all(answer.query), content: [h("span", { class: "id" }, "…"), h("span", { class: "name" }, (texts.all || "").replace("{0}", answer.total))] });
    list.replaceChildren(...rows.map((row, place) => option(place, row.href, ...row.content)));
    current = -1;
    input.removeAttribute("aria-activedescendant");
    if (rows.length === 0) list.append(h("p", { class: "muted" }, texts.none || ""));
    list.hidden = false;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    said.textContent = rows.length === 0 ? texts.none || "" : (texts.count || "").replace("{0}", rows.length);
    list.dataset.for = answer.query;
  }

  function all(words) {
    return `${form.action}?q=${encodeURIComponent(words)}`;
  }

  async function look() {
    const query = input.value.trim();
    request?.abort();
    current = -1; // Enter means what stands in the field, not what was offered for something else
    input.removeAttribute("aria-activedescendant");
    if (query.length === 0) { close(); return; }
    if (known.has(query)) { paint(known.get(query)); return; }
    request = new AbortController();
    try {
      const { content } = await ask("GET", `/api/v1/suggestions?limit=8&q=${encodeURIComponent(query)}`, { signal: request.signal });
      if (known.size > 200) known.clear();
      known.set(query, content);
      paint(content);
    } catch (trouble) {
      if (trouble.name !== "AbortError") close(); // Enter still leads to the page of results
    }
  }

  input.addEventListener("input", look);
  input.addEventListener("focus", () => { if (input.value.trim().length > 0) look(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look();
      else mark(event.key === "ArrowDown" ? current + 1 : current < 0 ? options().length - 1 : current - 1);
    } else if (event.key === "Enter" && !list.hidden && current >= 0) {
      event.preventDefault();
      location.href = options()[current].href;
    } else if (event.key === "Escape") {
      if (!list.hidden) event.preventDefault();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus until the click is done
  document.addEventListener("pointerdown", (event) => { if (!form.contains(event.target)) close(); });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
}
