// Annotating: scores, colours, comments of many cells at once, painted at once, taken back and done again.
import { ask, h, tell, words } from "./app.js";
import { cells, inColumn, keyOf, paint, places, tactics } from "./matrix-cells.js";
import { below, current, focus, onSelect, seen, select, selected } from "./matrix-grid.js";
import { both, difference, hex, ink, inverse, Layer, same } from "./matrix-layer.js";
import { Line } from "./matrix-sync.js";
import { askText, facts, merge } from "./matrix-dialogs.js";
import { readSheet } from "./matrix-sheet.js";

const W = words("matrix-script");
const bar = document.getElementById("mx-work");
const place = new Map(cells.map((_, i) => [keyOf(i), i]));
const undoMax = 500;
const slot = "merlon-working-layer";
const swatches = ["#e5484d", "#f2a33c", "#f2e36b", "#5bb98b", "#5ea2ef", "#b18ae0"];

let layer = null;
let line = null;
let id = null;
let host = null;
let done = [];
let undone = [];
let taken = null; // the browser's own layer was saved as one of the team: { id, from (the document as it was sent) }
let tail = Promise.resolve(); // what is done to the layer is done in the order in which it was asked for
const inTurn = (run) => (tail = tail.then(run).catch((trouble) => tell(trouble.message, "bad")));

/** Called once by the page: { mayEdit(), saved(), bare(), settled(), began(isKept), anew(), title(title, meaning), legend(lines), show(id, name) } */
export function begin(given) {
  host = given;
  onSelect(draw);
  addEventListener("keydown", keys);
  draw();
}

export const isOpen = () => layer !== null;
/** Whether what is shown is in this browser alone. */
export const isUnsaved = () => layer !== null && !id && !line && !taken;
export const commentOf = (i) => layer?.value(keyOf(i), "comment") ?? "";

/** Leaves the layer: another view is shown. One that is still on its way is not opened any more. */
export function leave() {
  turn++;
  [opening, openingId] = [null, null];
  line?.close();
  [layer, line, id, done, undone, taken] = [null, null, null, [], [], null];
  draw();
}

let opening = null; // what is edited before the layer is here waits for it
let openingId = null;
let turn = 0;

/** Shows a layer of the team and follows what others do to it. */
export function openSaved(wanted, isPainted) {
  if (id === wanted && layer) return Promise.resolve();
  if (opening && openingId === wanted) return opening;
  const coming = bring(wanted, isPainted).finally(() => { if (opening === coming) [opening, openingId] = [null, null]; });
  [opening, openingId] = [coming, wanted];
  return coming;
}

async function bring(wanted, isPainted) {
  const rest = taken?.id === wanted ? difference(taken.from, layer.toDocument()) : []; // what was edited while it was being saved belongs to it, too
  leave();
  const mine = turn;
  const { content, tag } = await ask("GET", `/api/v1/layers/${wanted}`);
  if (mine !== turn) return;
  const ours = new Layer(content);
  [layer, id] = [ours, wanted];
  const isShown = () => layer === ours; // answers may come when something else is shown already
  const put = (edits) => { ours.apply(edits); if (isShown()) repaint(edits); };
  line = new Line({
    id, revision: Number((tag ?? "").replace(/\D/g, "")) || 0,
    onTheirs(edits, theirs) {
      put(edits);
      if (!isShown() || !theirs.length) return;
      const by = [...new Set(theirs.map((edit) => edit.by))].join(", ");
      tell(W("others", by, new Set(theirs.map((edit) => edit.key)).size));
    },
    async onConflict(conflicts) {
      if (!isShown()) return false; // they are kept, and asked for when the layer is open again
      const mine = conflicts.map((one) => ({ ...one, mine: one.after, both: both(one.field, one.after, one.theirs) }));
      put(conflicts.map((one) => ({ ...one, after: one.theirs })));
      const chosen = (await merge(mine)).filter((one) => !same(one.after, one.before));
      if (!chosen.length) return true;
      if (isShown()) change(chosen); else this.send(chosen);
      return true;
    },
    onLeft(conflicts) { tell(W("conflict.left", new Set(conflicts.map((one) => one.key)).size, content.name), "bad", { text: W("show"), run: () => host.show(wanted, content.name) }); },
    onRefused(edits, trouble) {
      put(inverse(edits).filter((edit) => same(ours.value(edit.key, edit.field), edit.before)));
      if (isShown()) done = done.filter((batch) => !batch.some((edit) => edits.includes(edit)));
      tell(W("refused", trouble.message), "bad");
      if (isShown()) draw();
    },
    onReplaced() { if (isShown()) { id = null; host.anew(); } },
    onGone() { if (!isShown()) return; work(ours.toDocument()); tell(W("gone"), "bad"); },
  });
  const pending = line.pending;
  layer.apply(pending);
  if (!isPainted || pending.length) repaintAll();
  if (rest.length) { change(rest); forget(); }
  draw();
}

/** Shows a layer that is not saved: of a file, or of what the browser kept. */
export function work(document) {
  leave();
  layer = new Layer(document);
  repaintAll();
  keep();
  host.began(true);
  host.title(document.name || W("working.name"), W("working"));
  host.legend([layer.min, (layer.min + layer.max) / 2, layer.max].map((score) => { const colour = layer.at(score); return [String(Math.round(score * 100) / 100), hex(colour), ink(colour)]; }));
  draw();
}

/** The layer that this window kept, else the last one of this browser, or null. */
export function kept() { try { return JSON.parse(sessionStorage.getItem(slot) ?? localStorage.getItem(slot)); } catch { return null; } }

function keep() {
  if (line || !layer) return;
  for (const storage of [sessionStorage, localStorage]) try { storage.setItem(slot, JSON.stringify(layer.toDocument())); } catch { /* too large or no storage: it lives in this page */ }
}
function forget() { for (const storage of [sessionStorage, localStorage]) try { storage.removeItem(slot); } catch { /* there is none */ } }

export const documentShown = () => layer?.toDocument() ?? null;
export const savedId = () => id;

function look(i) { const { look: name, label, fill, ink } = layer.look(keyOf(i)); paint(i, name, label, fill, ink); }
function repaint(edits) { for (const key of new Set(edits.map((edit) => edit.key))) if (place.has(key)) look(place.get(key)); }
function repaintAll() { for (let i = 0; i < cells.length; i++) look(i); }

/** Does edits: painted at once, remembered for undo, sent. */
function change(edits, isUndo = false) {
  if (!edits.length) return;
  layer.apply(edits);
  repaint(edits);
  if (!isUndo) { done.push(edits); if (done.length > undoMax) done.shift(); undone = []; }
  if (line) line.send(edits); else keep();
  draw();
}

/** The layer that is edited: the saved one that the page shows; where it shows a view of the assessment, a layer of its scores begins. What was chosen before is waited for. */
async function editable() {
  while (!layer) {
    await host.settled();
    while (opening) await opening;
    if (!layer && host.saved()) await openSaved(host.saved(), true);
    if (layer) break;
    const [shown, address] = [host.settled(), host.bare()];
    const name = `${W("working.name")}: ${document.getElementById("mx-title").textContent}`;
    const { content } = await ask("GET", "/matrix/export/json" + address);
    if (!layer && host.settled() === shown && host.bare() === address) work({ ...content, name, hideDisabled: false }); // else another view was chosen: it begins there
  }
}

/** Edits of what is selected now, made when the layer is here: edits(keys). Answers how many there were. */
function edit(keys, edits) {
  if (!keys.length || !host.mayEdit()) return Promise.resolve(0);
  return inTurn(async () => {
    await editable();
    const all = edits(keys);
    change(all);
    return all.length;
  });
}

const chosenKeys = () => [...selected].map(keyOf);
const told = (count) => tell(W("edited", count), "", count ? { text: W("undo"), run: undo } : null);

/** Gives what is selected a value. */
export async function annotate(field, value, keys = chosenKeys(), edits = () => layer.edits(keys, field, value)) {
  const count = await edit(keys, edits);
  if (count !== undefined && keys.length) told(count);
}

/** Gives what is selected a score, or the cell alone where it is not part of what is selected. */
export const score = (i, value) => annotate("score", value, selected.has(i) ? chosenKeys() : [keyOf(i)]);

/** A score is being typed on a cell: the field takes it from here. */
export function typeScore(i, digits) {
  if (!selected.has(i)) select([i]);
  const field = document.getElementById("mx-score");
  field.value = digits;
  field.focus();
}

export const undo = () => inTurn(() => {
  const edits = done.pop();
  if (!edits) { tell(W("nothing.undo")); return; }
  undone.push(edits);
  change(inverse(edits), true);
});

export const redo = () => inTurn(() => {
  const edits = undone.pop();
  if (!edits) { tell(W("nothing.redo")); return; }
  done.push(edits);
  change(edits, true);
});

function clear() {
  const blank = { score: null, color: "", comment: "", enabled: true, metadata: [], links: [] };
  return edit(chosenKeys(), (keys) => Object.entries(blank).flatMap(([field, value]) => layer.edits(keys, field, value)));
}

/** Edits that rest on what cells said when a dialog began to show it: what others changed since is asked about, not written over; what the reader left as it was is no edit. */
function restingOn(keys, fields) {
  const of = id;
  const seen = layer && new Map(keys.flatMap((key) => fields.map((field) => [key + field, layer.value(key, field)])));
  return (given) => Object.entries(given).flatMap(([field, value]) => layer.edits(keys, field, value))
    .map((edit) => (seen && of === id ? { ...edit, before: seen.get(edit.key + edit.field) } : edit)).filter((edit) => !same(edit.before, edit.after));
}

async function comment() {
  const keys = chosenKeys();
  const edits = restingOn(keys, ["comment"]);
  const text = await askText(W("comment"), layer?.value(keys[0], "comment") ?? "", { isLong: true });
  if (text !== null) annotate("comment", text.trim(), keys, () => edits({ comment: text.trim() }));
}

async function more() {
  const keys = chosenKeys();
  const edits = restingOn(keys, ["metadata", "links"]);
  const given = await facts(layer?.value(keys[0], "metadata") ?? [], layer?.value(keys[0], "links") ?? []);
  if (given) await edit(keys, () => edits(given));
}

/** Takes what was copied out of a spreadsheet: scores for the cells from one on, or lines that name their techniques. */
export async function paste(text, from) {
  const sheet = readSheet(text, { from, seen: seen(), inColumn, selected: [...selected], places, tactics });
  if (sheet.trouble) { tell(W(sheet.trouble, ...sheet.about), "bad"); return; }
  if (sheet.cells.length) select(sheet.cells.map(({ i }) => i));
  if (sheet.isSelection) { tell(W("selected", sheet.cells.length)); return; }
  const count = await edit(sheet.cells.map(({ i }) => keyOf(i)), () => sheet.cells.flatMap(({ i, score: value, comment: words }) => [...layer.edits([keyOf(i)], "score", value), ...(words ? layer.edits([keyOf(i)], "comment", words) : [])]));
  if (count !== undefined) told(count);
  for (const [key, ...values] of sheet.notes) tell(W(key, ...values), "bad");
}

/** Saves what is shown as a layer of the team. */
export async function save() {
  const name = await askText(W("save.name"), layer?.document.name ?? document.getElementById("mx-title").textContent, {});
  if (!name) return;
  try {
    const ours = layer;
    const from = structuredClone(ours?.toDocument() ?? (await ask("GET", "/matrix/export/json" + host.bare())).content);
    const { content } = await ask("POST", "/api/v1/layers", { body: { document: { ...from, name }, name } });
    tell(W("saved", content.name));
    const isOwn = ours !== null && ours === layer && !line;
    if (isOwn) { taken = { id: content.id, from }; forget(); }
    await host.show(content.id, content.name);
  } catch (trouble) { tell(trouble.message, "bad"); }
}

function draw() {
  if (!host?.mayEdit()) return;
  const typed = document.activeElement?.id === "mx-score" ? document.activeElement.value : null; // somebody is typing: the new field goes on
  const isShown = selected.size > 0 || (layer && !id) || done.length > 0;
  bar.hidden = !isShown;
  if (!isShown) { bar.replaceChildren(); return; }
  const button = (key, run, attributes = {}) => h("button", { type: "button", onclick: run, ...attributes }, W(key));
  const scores = new Set([...selected].map((i) => layer?.value(keyOf(i), "score") ?? null));
  const one = scores.size === 1 ? [...scores][0] ?? "" : "";
  const field = h("input", { type: "text", inputmode: "decimal", id: "mx-score", value: String(one), placeholder: scores.size > 1 ? W("several") : "", title: W("comment.mine"), "aria-label": W("score") });
  const set = () => {
    const text = field.value.trim().replace(",", ".");
    if (text && !Number.isFinite(Number(text))) { field.setCustomValidity(W("comment.mine")); field.reportValidity(); return undefined; }
    field.setCustomValidity("");
    return annotate("score", text ? Number(text) : null);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); const isOne = selected.size === 1; if (set()) { if (isOne) below(); else focus(current()); } } // at once: what is typed next is the next cell's
    if (event.key === "Escape") { event.stopPropagation(); draw(); focus(current()); }
  });
  const colours = swatches.map((colour) => { const swatch = h("button", { type: "button", class: "swatch", "aria-label": `${W("colour")} ${colour}`, onclick: () => annotate("color", colour) }); swatch.style.setProperty("--fill", colour); return swatch; });
  const has = selected.size > 0;
  bar.replaceChildren(
    has ? h("strong", {}, W("selected", selected.size)) : "",
    ...(has ? [
      h("label", {}, W("score") + " ", field), button("set", set),
      h("span", { class: "swatches", role: "group", "aria-label": W("colour"), id: "mx-swatches" }, ...colours, button("none", () => annotate("color", ""))),
      button("comment.set", comment, { id: "mx-comment" }), button("off", () => annotate("enabled", false)), button("on", () => annotate("enabled", true)), button("links", more), button("clear", clear),
    ] : []),
    h("span", { class: "end" },
      button("undo", undo, { disabled: done.length === 0 }), button("redo", redo, { disabled: undone.length === 0 }),
      button("save", save, { class: layer && !id ? "primary" : "" }), has ? button("deselect", () => select([])) : ""));
  if (typed !== null && has) { field.value = typed; field.focus(); }
}

function keys(event) {
  const inField = event.target.closest?.("input, textarea, select, dialog");
  const isCtrl = event.ctrlKey || event.metaKey;
  if (isCtrl && !inField && event.key.toLowerCase() === "z") { event.preventDefault(); if (event.shiftKey) redo(); else undo(); }
  else if (isCtrl && !inField && event.key.toLowerCase() === "y") { event.preventDefault(); redo(); }
  else if (event.altKey && !isCtrl && selected.size && event.code === "KeyS") { event.preventDefault(); document.getElementById("mx-score")?.focus(); }
  else if (event.altKey && !isCtrl && selected.size && event.code === "KeyC") { event.preventDefault(); comment(); }
  else if (event.altKey && !isCtrl && selected.size && event.code === "KeyK") { event.preventDefault(); document.querySelector("#mx-swatches button")?.focus(); }
}

