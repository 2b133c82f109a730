// When two people changed the same thing: what each of them did, and a choice that loses nothing. For any area.
import { h } from "./app.js";

const defaults = {
  title: "Somebody else changed this meanwhile", mine: "Yours", theirs: "Theirs", both: "What will be saved", save: "Save this", cancel: "Cancel",
  hint: "What only one of you changed is merged already. Look at the rest.",
};

/** Lines of `after`, each with whether it is new; lines of `before` that are gone stand in between. */
export function lineChanges(before, after) {
  const from = before.split("\n");
  const to = after.split("\n");
  const same = Array.from({ length: from.length + 1 }, () => new Uint16Array(to.length + 1));
  for (let i = from.length - 1; i >= 0; i--) for (let j = to.length - 1; j >= 0; j--) same[i][j] = from[i] === to[j] ? same[i + 1][j + 1] + 1 : Math.max(same[i + 1][j], same[i][j + 1]);
  const changes = [];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) { changes.push({ kind: "same", line: to[j] }); i++; j++; }
    else if (i < from.length && (j === to.length || same[i + 1][j] >= same[i][j + 1])) { changes.push({ kind: "gone", line: from[i++] }); }
    else changes.push({ kind: "new", line: to[j++] });
  }
  return changes;
}

// Where each line of the base went: kept or gone, and what was put before it.
function editsOf(base, text) {
  const edits = [{ before: [], kept: true }];
  for (const { kind, line } of lineChanges(base, text)) {
    if (kind === "new") edits.at(-1).before.push(line);
    else { edits.at(-1).kept = kind === "same"; edits.push({ before: [], kept: true }); }
  }
  return edits;
}

/** Three-way merge of texts by line: what one side changed alone is taken; where both did, both are kept, theirs first. */
export function mergeText(base, mine, theirs) {
  if (mine === theirs || theirs === base) return { text: mine, conflicts: 0 };
  if (mine === base) return { text: theirs, conflicts: 0 };
  const lines = base.split("\n");
  const a = editsOf(base, mine);
  const b = editsOf(base, theirs);
  const merged = [];
  let conflicts = 0;
  for (let i = 0; i <= lines.length; i++) {
    const same = a[i].before.join("\n") === b[i].before.join("\n");
    merged.push(...b[i].before);
    if (!same) { if (a[i].before.length && b[i].before.length) conflicts++; merged.push(...a[i].before); }
    if (i < lines.length && a[i].kept && b[i].kept) merged.push(lines[i]);
  }
  return { text: merged.join("\n"), conflicts };
}

function changesView(base, text) {
  return h("pre", { tabindex: "0" }, lineChanges(base, text).map(({ kind, line }) => (kind === "new" ? h("ins", {}, line || " ") : kind === "gone" ? h("del", {}, line || " ") : h("span", {}, line + "\n"))));
}

/**
 * Asks what to keep. Texts: answers the text to save. Plain objects: answers the object to save, field by field.
 * Answers null when the reader gives up; then nothing is saved and nothing of theirs is lost.
 * options: { mine, theirs, base, texts (any of the defaults), labels (name of a field → words), show (value → text) }
 */
export function mergeDialog({ mine, theirs, base, texts = {}, labels = {}, show = (value) => (value === null || value === undefined || value === "" ? "–" : Array.isArray(value) ? value.join(", ") : String(value)) }) {
  const say = { ...defaults, ...texts };
  const isText = typeof mine === "string";
  const body = isText ? textBody(mine, theirs, base, say) : fieldBody(mine, theirs, base ?? {}, say, labels, show);
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "merge", "aria-labelledby": "merge-title" },
      h("h2", { id: "merge-title" }, say.title), h("p", { class: "aside" }, say.hint), body.element,
      h("form", { method: "dialog", class: "row end" }, h("button", { value: "cancel" }, say.cancel), h("button", { value: "save", class: "primary" }, say.save)));
    dialog.addEventListener("close", () => { resolve(dialog.returnValue === "save" ? body.result() : null); dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function textBody(mine, theirs, base, say) {
  const merged = mergeText(base ?? "", mine, theirs);
  const field = h("textarea", { rows: "8", id: "merge-text" });
  field.value = merged.text;
  const element = h("div", {},
    h("div", { class: "merge-sides" }, h("section", { "aria-label": say.theirs }, h("h3", {}, say.theirs), changesView(base ?? "", theirs)), h("section", { "aria-label": say.mine }, h("h3", {}, say.mine), changesView(base ?? "", mine))),
    h("label", { for: "merge-text" }, say.both), field);
  return { element, result: () => field.value };
}

function fieldBody(mine, theirs, base, say, labels, show) {
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const result = { ...theirs };
  const disputed = [];
  for (const name of Object.keys(mine)) {
    if (same(mine[name], theirs[name]) || same(mine[name], base[name])) continue;
    if (same(theirs[name], base[name])) result[name] = mine[name];
    else disputed.push(name);
  }
  const element = h("div", {}, disputed.map((name) => h("fieldset", {}, h("legend", {}, labels[name] ?? name),
    [[say.mine, mine[name]], [say.theirs, theirs[name]]].map(([who, value], i) => {
      const radio = h("input", { type: "radio", name: `merge-${name}`, onchange: () => { result[name] = value; } });
      radio.checked = i === 0;
      return h("label", {}, radio, ` ${who}: ${show(value)}`);
    }))));
  for (const name of disputed) result[name] = mine[name];
  return { element, result: () => result };
}
