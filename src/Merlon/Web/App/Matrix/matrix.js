// The page of the matrix: the address is the state; whatever is changed changes it, and the cells follow.
import { ask, debounced, h, tell, words } from "./app.js";
import { cells, fold, grid, ids, inColumn, isOut, isSub, labelOf, nameOf, paint, palette, places, restOf, showIds, subsOf, tactics, techniques } from "./matrix-cells.js";
import { apply, filter, values } from "./matrix-filter.js";
import { act, below, current, focus, select, selected } from "./matrix-grid.js";
import { kinds, paintKey, parse, write } from "./matrix-state.js";

const W = words("matrix-script");
const facts = JSON.parse(document.getElementById("mx-data").textContent);
const form = document.getElementById("mx-form");
const panel = document.getElementById("mx-panel");
const byId = (id) => document.getElementById(id);
let state = parse(location.search);
let work = null;
const painted = new Map();

// One promise for all who ask, so that what they do then is done in the order in which they asked.
let coming = null;
const late = () => coming ??= import("./matrix-work.js").then((module) => { work = module; work.begin(host); return work; }).catch((trouble) => { coming = null; throw trouble; });
const lazily = (path, run) => import(path).then(run).catch((trouble) => tell(trouble.message, "bad"));
const host = {
  mayEdit: () => facts.edits,
  settled: () => settled,
  began(isKept) { // a layer of the browser's own takes the place of what the address says, and of what is still on its way
    painting++;
    wantedKey = paintKey(state);
    if (!isKept) return;
    if (location.hash !== "#working") history.replaceState(null, "", location.pathname + location.search + "#working");
    offerKept();
    byId("mx-view").value = "working";
  },
  anew: () => { painted.clear(); return show(); },
  saved: () => (state.with ? "" : state.layer),
  bare: () => write({ ...state, filters: {}, q: "", open: new Set(), all: false }),
  title,
  legend(lines) { byId("mx-legend").replaceChildren(...lines.map(([label, fill, ink]) => { const mark = h("i", { class: "own" }, label); mark.style.setProperty("--fill", fill); mark.style.setProperty("--ink-on", ink); return h("li", {}, mark); })); },
  show(id, name) { // a layer that was just saved
    const view = byId("mx-view");
    if (![...view.options].some((option) => option.value === "layer:" + id)) {
      const group = view.querySelectorAll("optgroup")[1] ?? view.appendChild(h("optgroup", { label: W("drop.title") }));
      group.append(h("option", { value: "layer:" + id }, name));
    }
    view.value = "layer:" + id;
    return go({ ...state, layer: id, view: "", with: "" });
  },
};
let painting = 0; // what was asked for last; what comes later of something before it is not shown
let wantedKey = paintKey(state);
let settled = Promise.resolve(); // until what was asked for last is shown

function title(text, meaning) { byId("mx-title").textContent = text; byId("mx-meaning").textContent = meaning; }
const shownWords = (count) => { const text = count === techniques ? W("shown.all", techniques) : W("shown", count, techniques); if (byId("mx-shown").textContent !== text) byId("mx-shown").textContent = text; };

/** Goes to another state: the address at once, then filters, then colours. */
async function go(next, how = "push") {
  const before = state;
  state = next;
  const isPainted = paintKey(state) === wantedKey;
  const url = location.pathname + write(state) + (isPainted ? location.hash : ""); // another view: the browser's own layer is left
  if (how === "push") history.pushState(null, "", url); else if (how === "replace") history.replaceState(null, "", url);
  if (before.domain !== state.domain || before.release !== state.release) { location.reload(); return; }
  exports();
  if (!isPainted && work?.isUnsaved()) tell(W("working.left"), "", { text: W("working.back"), run: resume });
  await Promise.all([sift(), isPainted ? settled : show()]);
}

function offerKept() {
  const view = byId("mx-view");
  if (!view.querySelector("[value=working]")) view.append(h("option", { value: "working" }, W("working.view")));
}

const again = (trouble, run) => tell(trouble.message, "bad", { text: W("again"), run });

/** Shows the colours that the state asks for; what fails is said, with a way to try again. */
function show() { return settle(colour()); }

/** What is shown is not what was asked for until this ends; a page says so. */
function settle(work) {
  grid.dataset.painted = ""; // after trouble whatever is chosen next, also the same again, is asked for anew
  const mine = settled = work.catch((trouble) => { wantedKey = ""; again(trouble, show); }).finally(() => { if (mine === settled) grid.dataset.painted = "yes"; });
  return settled;
}

/** Shows the layer that this browser kept, where it kept one. */
function resume() {
  return late().then((module) => { const kept = module.kept(); if (kept) { state = { ...state, layer: "", with: "" }; module.work(kept); } }).catch((trouble) => again(trouble, resume));
}

const look = (wanted) => {
  const key = paintKey(wanted);
  if (!painted.has(key)) painted.set(key, ask("GET", "/api/v1/matrix/values" + bareQuery(wanted)).then(({ content }) => content).catch((trouble) => { painted.delete(key); throw trouble; }));
  return painted.get(key);
};
const bareQuery = (wanted) => write({ ...wanted, filters: {}, q: "", open: new Set(), all: false, dims: false, ids: false });

/** Colours of the state's view, layer or comparison. */
async function colour() {
  const mine = ++painting;
  wantedKey = paintKey(state);
  if (state.layer) painted.delete(wantedKey); // others edit it
  try {
    const content = await look(state);
    if (mine !== painting) return; // something else was chosen, opened or begun meanwhile: that stays
    recolour(content);
    await followLayer(mine);
  } catch (trouble) {
    if (mine === painting) throw trouble;
  }
}

/** A layer of the team is opened for editing, anything else leaves it. */
async function followLayer(mine) {
  if (!state.layer || state.with) { work?.leave(); return; }
  const wanted = state.layer;
  const module = await late();
  if (mine === painting) await module.openSaved(wanted, true);
}

function recolour(content) {
  palette(content.palette);
  const looks = content.looks.map(([name, label, noted]) => [(name + " " + noted).trim(), label]);
  for (let i = 0; i < cells.length; i++) paint(i, ...looks[content.cells[i]]);
  title(content.title, content.meaning);
  byId("mx-legend").replaceChildren(...content.legend.map(([name, label, meaning]) => h("li", {}, h("i", { class: name }, label), meaning ? h("span", {}, meaning) : "")));
  const remarks = byId("mx-remarks");
  remarks.hidden = content.remarks.length === 0;
  remarks.querySelector("summary").textContent = W("remarks", content.remarks.length);
  remarks.querySelector("ul").replaceChildren(...content.remarks.slice(0, 50).map((text) => h("li", {}, text)));
}

function exports() {
  for (const link of document.querySelectorAll("a[data-export]")) link.href = `/matrix/export/${link.dataset.export}${write(state)}`;
}

// Lists of filters that came with the address are read first, so that typing keeps to them.
const sift = () => filter(state).then((count) => { if (count !== null) shownWords(count); }).catch((trouble) => again(trouble, sift));

// The bar
form.addEventListener("submit", (event) => { event.preventDefault(); });
const addressSoon = debounced(() => { history.replaceState(null, "", location.pathname + write(state) + location.hash); exports(); }, 250);
byId("mx-find").addEventListener("input", (event) => { state = { ...state, q: event.target.value }; sift(); addressSoon(); });
byId("mx-find").addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); const first = cells.findIndex((_, i) => !isOut(i) && restOf(i) !== "dim"); if (first >= 0) focus(first); }
  if (event.key === "Escape" && event.target.value) { event.preventDefault(); event.target.value = ""; event.target.dispatchEvent(new Event("input")); }
});
form.addEventListener("change", (event) => {
  const { name, value, type, checked } = event.target;
  if (name === "view" && value === "working") resume();
  else if (name === "view") {
    if (work?.isUnsaved()) wantedKey = ""; // the same view again leaves it, too
    go({ ...state, view: value.startsWith("layer:") ? "" : value, layer: value.startsWith("layer:") ? value.slice(6) : "" });
  } else if (name === "day") { if (value) go({ ...state, with: "day:" + value }); }
  else if (name === "open") go({ ...state, all: checked, open: new Set() });
  else if (name === "ids") { showIds(checked); go({ ...state, ids: checked }); }
  else if (name === "show") go({ ...state, dims: value === "dim" });
  else if (["scope", "with", "domain", "release"].includes(name)) go({ ...state, [name]: value });
  else if (kinds.includes(name) && type === "checkbox") choose(name, value, checked);
  else if (kinds.includes(name)) add(name, event.target);
});
byId("mx-view").addEventListener("pointerdown", prefetch, { once: true });
byId("mx-view").addEventListener("focus", prefetch, { once: true });
function prefetch() { for (const option of byId("mx-view").options) if (!option.value.startsWith("layer:")) look({ ...state, view: option.value, layer: "", with: "" }).catch(() => { /* asked again when it is chosen */ }); }

function choose(kind, value, isOn) {
  const now = new Set(state.filters[kind] ?? []);
  if (isOn) now.add(value); else now.delete(value);
  const filters = { ...state.filters, [kind]: [...now] };
  if (!now.size) delete filters[kind];
  chips(filters);
  return go({ ...state, filters });
}

// A value is taken when it is one of the list, by name or id.
async function add(kind, input) {
  const given = input.value;
  const text = given.trim().toLowerCase();
  if (!text) return;
  let list;
  try { list = await values(kind, state); } catch (trouble) { again(trouble, () => add(kind, input)); return; }
  if (input.value !== given) return; // somebody types on: the next change takes it
  const found = list.values.find((one) => one.id.toLowerCase() === text || one.name.toLowerCase() === text) ?? list.values.find((one) => `${one.name} ${one.id}`.toLowerCase().includes(text));
  if (!found) { input.setCustomValidity("?"); input.reportValidity(); input.setCustomValidity(""); return; }
  input.value = "";
  await choose(kind, found.id, true);
}

function chips(filters) {
  const labels = Object.fromEntries(kinds.map((kind) => [kind, form.querySelector(`[data-kind="${kind}"]`).closest("label").firstElementChild.textContent]));
  const all = Object.entries(filters).flatMap(([kind, list]) => list.map((value) => [kind, value]));
  const count = byId("mx-count");
  count.hidden = all.length === 0;
  count.textContent = all.length;
  byId("mx-chips").replaceChildren(...all.map(([kind, value]) => {
    const option = byId("mx-list-" + kind)?.querySelector(`option[data-id="${CSS.escape(value)}"]`);
    return h("label", { class: "tag" }, h("input", { type: "checkbox", name: kind, value, checked: true }), " " + W("chip", labels[kind], option?.value ?? value));
  }));
}
byId("mx-filters").addEventListener("focusin", async (event) => {
  const kind = event.target.dataset?.kind;
  if (!kind || byId("mx-list-" + kind).childElementCount) return;
  try {
    const list = await values(kind, state);
    byId("mx-list-" + kind).replaceChildren(...list.values.map((one) => h("option", { value: one.name, "data-id": one.id }, one.id === one.name ? `${one.has.length}` : `${one.id} · ${one.has.length}`)));
  } catch (trouble) { tell(trouble.message, "bad"); }
});
byId("mx-clear").addEventListener("click", () => { byId("mx-find").value = ""; chips({}); go({ ...state, filters: {}, q: "" }); });
document.addEventListener("click", (event) => { for (const open of document.querySelectorAll(".mx-drop[open]")) if (!open.contains(event.target)) open.open = false; });

// Cells
function unfold(i, isOpen) {
  if (!subsOf(i)) return;
  const open = new Set(state.all ? ids.filter((_, at) => !isSub[at] && subsOf(at)) : state.open);
  if (isOpen) open.add(ids[i]); else open.delete(ids[i]);
  for (const at of places.get(ids[i])) fold(at, isOpen);
  state = { ...state, open, all: false };
  byId("mx-open").checked = false;
  history.replaceState(null, "", location.pathname + write(state) + location.hash);
  exports();
}
function unfoldAll(isOpen) { byId("mx-open").checked = isOpen; go({ ...state, all: isOpen, open: new Set() }); }

let opened = "";
async function open(i) {
  const id = ids[i];
  opened = id;
  panel.hidden = false;
  try {
    const response = await fetch(`/matrix/cell/${id}${state.release ? "?release=" + encodeURIComponent(state.release) : ""}`, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
    if (!response.ok) throw new Error(response.statusText);
    const html = new DOMParser().parseFromString(await response.text(), "text/html");
    if (opened !== id) return;
    const note = work?.commentOf(i);
    panel.replaceChildren(closer(), ...(note ? [h("p", { class: "callout mx-pre" }, h("b", {}, W("panel.comment")), "\n" + note)] : []), ...html.body.children);
    panel.scrollTop = 0;
  } catch (trouble) { if (opened === id) panel.replaceChildren(closer(), h("p", {}, trouble.message), h("button", { type: "button", onclick: () => open(i) }, W("again"))); }
}
const closer = () => h("button", { type: "button", class: "close quiet", "aria-label": W("panel.close"), onclick: shut }, "✕");
function shut() { opened = ""; if (panel.hidden) return false; const had = panel.contains(document.activeElement); panel.hidden = true; if (had) focus(current()); return true; }

// Digits typed on a cell begin its score. Before the module is here they are kept cell by cell, as its field would have taken them. No digit takes the score away.
let typed = [];
const halfTyped = () => (typed.length && !typed.at(-1).isDone ? typed.at(-1) : null);
function score(i, digit) {
  const half = halfTyped();
  const isHere = half?.i === i;
  if (!facts.edits || ((digit === "." || digit === ",") && !isHere)) return false;
  if (isHere) { half.text = digit ? half.text + digit : half.text.slice(0, -1); if (!half.text) typed.pop(); return true; }
  if (half) half.isDone = true; // went on to another cell
  if (work) { if (digit) work.typeScore(i, digit); else work.score(i, null); return true; }
  typed.push({ i, text: digit, isDone: !digit });
  if (typed.length === 1) late().then(takeTyped).catch(() => { typed = []; tell(W("score.lost"), "bad"); });
  return true;
}
function takeTyped(module) {
  const all = typed;
  typed = [];
  for (const { i, text, isDone } of all) {
    if (!isDone && i === current()) module.typeScore(i, text);
    else module.score(i, text ? Number(text.replace(",", ".")) : null);
  }
}
act({ open: (i) => { const half = halfTyped(); if (!half) { open(i); return; } half.isDone = true; select([i]); below(); }, fold: unfold, foldAll: unfoldAll, score });

// Copy and paste as a spreadsheet does: a line for each cell, fields between tabs.
const quoted = (text) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const isOfCells = (event) => grid.contains(event.target) || (event.target === document.body && selected.size > 0 && getSelection().isCollapsed);
document.addEventListener("copy", (event) => {
  if (!isOfCells(event)) return;
  const list = selected.size ? [...selected].sort((a, b) => a - b) : [current()];
  event.preventDefault();
  event.clipboardData.setData("text/plain", list.map((i) => [ids[i], nameOf(i), tactics[inColumn[i]], labelOf(i), work?.commentOf(i) ?? ""].map(quoted).join("\t")).join("\n"));
  tell(W("copied", list.length));
});
document.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (!isOfCells(event) || !facts.edits || !text) return;
  event.preventDefault();
  const from = current();
  late().then((module) => module.paste(text, from)).catch(() => tell(W("score.lost"), "bad"));
});
byId("mx-select").addEventListener("click", (event) => {
  const how = event.target.closest("[data-select]")?.dataset.select;
  if (how) lazily("./matrix-select.js", ({ pick }) => { pick(how); byId("mx-select").open = false; });
});

document.addEventListener("keydown", (event) => {
  const inField = event.target.closest?.("input, textarea, select, dialog");
  if (event.key === "?" && !inField) { event.preventDefault(); lazily("./matrix-dialogs.js", ({ help }) => help()); }
  else if (event.key === "f" && (event.ctrlKey || event.metaKey) && grid.contains(event.target)) { event.preventDefault(); byId("mx-find").focus(); byId("mx-find").select(); }
  else if (event.key === "Escape" && !event.target.closest?.("dialog")) {
    if (halfTyped()) { typed.pop(); return; }
    const drop = document.querySelector(".mx-drop[open]");
    if (drop) { drop.open = false; drop.querySelector("summary").focus(); } else if (!shut() && selected.size) select([]);
  }
});
byId("mx-help").addEventListener("click", () => lazily("./matrix-dialogs.js", ({ help }) => help()));

// Files in and out
const taking = { mayFetch: facts.fetches, maySave: facts.edits, open: async (document, domain) => {
  if (domain !== facts.domain) {
    try { for (const kept of [localStorage, sessionStorage]) kept.setItem("merlon-working-layer", JSON.stringify(document)); } catch (trouble) { tell(trouble.message, "bad"); return; }
    location.assign(`/matrix?domain=${encodeURIComponent(domain)}#working`);
    return;
  }
  painting++; // what is on its way is not shown any more
  const module = await late();
  state = { ...state, layer: "", with: "" };
  history.pushState(null, "", location.pathname + write(state) + "#working");
  module.work(document);
  exports();
}, show: (id, name) => host.show(id, name) };
byId("mx-import")?.addEventListener("click", () => lazily("./matrix-drop.js", ({ choose: pick }) => pick(taking)));
let veil = null;
addEventListener("dragover", (event) => { if (![...event.dataTransfer.types].includes("Files")) return; event.preventDefault(); if (!veil) { veil = h("div", { class: "mx-dropping" }, W("drop.here")); document.body.append(veil); } });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) { veil?.remove(); veil = null; } });
addEventListener("drop", (event) => { if (!event.dataTransfer.files.length) return; event.preventDefault(); veil?.remove(); veil = null; const files = [...event.dataTransfer.files]; lazily("./matrix-drop.js", ({ take }) => take(files, taking)); });
byId("mx-exports").addEventListener("click", async (event) => {
  const format = event.target.closest("[data-export]")?.dataset.export;
  const edited = work?.isOpen() && !work.savedId() && !state.layer ? work.documentShown() : null; // a layer that was just saved is the server's, though its edits are not taken over yet
  if (!format || (format !== "png" && format !== "print" && !edited)) return;
  event.preventDefault();
  if (format === "print") { byId("mx-exports").open = false; print(); return; }
  lazily("./matrix-export.js", (files) => (format === "png" ? files.png(write(state), edited) : files.save(format, edited)));
});

addEventListener("popstate", () => {
  const next = parse(location.search);
  const isSame = write(next) === write(state);
  if (location.hash === "#working") { if (isSame && work?.isOpen()) return; state = next; resume(); exports(); sift(); return; }
  if (location.hash && isSame) return; // a place on the page, such as its main part
  if (work?.isUnsaved()) wantedKey = ""; // back from the browser's own layer
  for (const key of ["view", "scope", "with"]) { const field = form.elements[key]; if (field) field.value = key === "view" ? (next.layer ? "layer:" + next.layer : next.view || facts.view) : next[key]; }
  byId("mx-find").value = next.q;
  byId("mx-open").checked = next.all;
  chips(next.filters);
  go(next, "none");
});

// The beginning: what the server painted stands; what follows it comes now. A layer that this browser kept can be chosen again.
if (facts.edits) { try { if (JSON.parse(localStorage.getItem("merlon-working-layer"))?.domain === facts.domain) offerKept(); } catch { /* nothing that can be read */ } }
if (Object.keys(state.filters).length) { chips(state.filters); sift(); }
if (facts.edits && location.hash === "#working") settle(resume());
else if (facts.waiting) show();
else if (state.layer && !state.with) settle(followLayer(painting));
else grid.dataset.painted = "yes";
// Annotating comes with the first touch of the grid: who only looks does not pay for it.
if (facts.edits) for (const kind of ["pointerdown", "keydown"]) grid.addEventListener(kind, () => { late().catch(() => { /* asked again when it is needed */ }); }, { once: true });
document.documentElement.dataset.ready = "matrix";
performance.mark("merlon-ready");
// The first keystroke is no slower than the next: what it runs has run once, changing nothing, while nobody waited.
setTimeout(() => { if (!Object.keys(state.filters).length) apply(state); }, 200);
