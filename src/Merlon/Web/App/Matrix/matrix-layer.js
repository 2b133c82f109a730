// One layer in the browser: what each cell says, in which colour, and the edits that lead from one state to the next. No page is needed here.

export const fields = ["score", "color", "comment", "enabled", "metadata", "links"];
const empty = { score: null, color: "", comment: "", enabled: true, metadata: [], links: [] };
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** A layer out of a document of Navigator's format; every annotation names its tactic. */
export class Layer {
  constructor(document) {
    this.document = document;
    this.cells = new Map();
    for (const one of document.techniques ?? []) if (one.tactic) this.cells.set(one.techniqueID + "|" + one.tactic, { ...empty, ...one, score: one.score ?? null });
    const gradient = document.gradient ?? {};
    this.stops = (gradient.colors ?? ["#ff6666ff", "#ffe766ff", "#8ec843ff"]).map(rgb);
    this.min = gradient.minValue ?? 0;
    this.max = gradient.maxValue ?? 100;
  }

  value(key, field) { return key === "|" ? this.document[field] ?? "" : (this.cells.get(key) ?? empty)[field]; }

  set(key, field, value) {
    if (key === "|") { this.document[field] = value; return; }
    const [techniqueID, tactic] = key.split("|");
    if (!this.cells.has(key)) this.cells.set(key, { ...empty, techniqueID, tactic });
    this.cells.get(key)[field] = value;
  }

  /** Edits that give cells a value; none for those that have it. */
  edits(keys, field, value) {
    return keys.map((key) => ({ key, field, before: this.value(key, field), after: typeof value === "function" ? value(this.value(key, field)) : value }))
      .filter((edit) => !same(edit.before, edit.after));
  }

  apply(edits) { for (const edit of edits) this.set(edit.key, edit.field, edit.after); }

  /** How a cell looks: { look, label, fill, ink }. */
  look(key) {
    const cell = this.cells.get(key);
    if (!cell) return { look: "", label: "" };
    const noted = cell.comment || cell.links?.length || cell.metadata?.length ? " noted" : "";
    if (cell.enabled === false) return { look: "off" + noted, label: "" };
    const label = cell.score === null ? "" : String(Math.round(cell.score * 100) / 100);
    const fill = cell.color ? rgb(cell.color) : cell.score === null ? null : this.at(cell.score);
    return fill ? { look: "own" + noted, label, fill: hex(fill), ink: ink(fill) } : { look: noted.trim(), label };
  }

  at(score) {
    const share = Math.min(1, Math.max(0, (score - this.min) / (this.max - this.min || 1))) * (this.stops.length - 1);
    const low = Math.min(Math.floor(share), this.stops.length - 2);
    return this.stops[low].map((value, i) => Math.round(value + (this.stops[low + 1][i] - value) * (share - low)));
  }

  /** The document with its cells, as it is saved and exported. */
  toDocument() {
    const techniques = [...this.cells.values()].filter((one) => fields.some((field) => !same(one[field] ?? empty[field], empty[field])) || one.showSubtechniques)
      .map(({ score, ...one }) => (score === null ? one : { ...one, score }));
    return { ...this.document, techniques };
  }
}

let canvas = null;
/** Red, green, blue of a colour as CSS writes it; white where it is none. */
export function rgb(text) {
  const short = /^#([0-9a-f]{3})$/i.exec(text);
  const long = /^#([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(text);
  const digits = short ? [...short[1]].map((one) => one + one).join("") : long?.[1];
  if (digits) return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
  canvas ??= document.createElement("canvas").getContext("2d");
  canvas.fillStyle = "#ffffff";
  canvas.fillStyle = text;
  return /^#[0-9a-f]{6}$/.test(canvas.fillStyle) ? rgb(canvas.fillStyle) : [255, 255, 255];
}

export const hex = (colour) => "#" + colour.map((value) => value.toString(16).padStart(2, "0")).join("");

/** Black or white, whichever can be read better (WCAG 2.1). */
export function ink(colour) {
  const [r, g, b] = colour.map((value) => { const share = value / 255; return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4; });
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

/** What both meant, where that can be said: texts one after the other, lists without repetition; else undefined. */
export function both(field, mine, theirs) {
  if (field === "comment" || field === "description") return [theirs, mine].filter(Boolean).join("\n");
  if (field === "metadata" || field === "links") return [...theirs, ...mine.filter((one) => !theirs.some((other) => same(one, other)))];
  return undefined;
}

/** The edits of cells that lead from one document to another. */
export function difference(from, to) {
  const [before, after] = [new Layer(from), new Layer(to)];
  return [...new Set([...before.cells.keys(), ...after.cells.keys()])].flatMap((key) => fields.flatMap((field) => before.edits([key], field, after.value(key, field))));
}

/** The edits that take others back. */
export const inverse = (edits) => edits.map((edit) => ({ ...edit, before: edit.after, after: edit.before })).reverse();
