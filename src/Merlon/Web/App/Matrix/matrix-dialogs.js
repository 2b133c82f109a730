// Questions to the reader: a text, facts and links, whose change stands, the keys.
import { h, words } from "./app.js";

const W = words("matrix-script");

/** A dialog over the page; answers what run(close) closes it with, null when it is left. */
export function dialog(title, content, build) {
  return new Promise((resolve) => {
    const heading = h("h2", { id: "mx-dialog-title" }, title);
    const box = h("dialog", { "aria-labelledby": "mx-dialog-title" }, heading, ...content);
    let answer = null;
    const close = (value) => { answer = value; box.close(); };
    box.append(build(close));
    box.addEventListener("close", () => { box.remove(); resolve(answer); });
    document.body.append(box);
    box.showModal();
    box.querySelector("[autofocus]")?.focus();
  });
}

const buttons = (close, key) => h("p", { class: "row end" }, h("button", { type: "button", onclick: () => close(null) }, W("cancel")), h("button", { type: "submit", class: "primary" }, W(key)));

/** A line or a text; null when the reader leaves. */
export function askText(label, value, { isLong }) {
  const field = h(isLong ? "textarea" : "input", { id: "mx-text", autofocus: true, maxlength: isLong ? "20000" : "200" });
  field.value = value;
  return dialog(label, [], (close) => h("form", { method: "dialog", onsubmit: (event) => { event.preventDefault(); close(field.value); } }, h("p", { class: "field" }, h("label", { for: "mx-text", class: "vh" }, label), field), buttons(close, "set")));
}

/** Names and values, and links, as lines of text; null when the reader leaves. */
export function facts(metadata, links) {
  const lines = (id, label, text) => { const field = h("textarea", { id }); field.value = text; return [field, h("p", { class: "field" }, h("label", { for: id }, label), field)]; };
  const [first, one] = lines("mx-facts", W("facts.metadata"), metadata.filter((entry) => entry.name).map((entry) => `${entry.name}: ${entry.value}`).join("\n"));
  const [second, other] = lines("mx-urls", W("facts.links"), links.filter((entry) => entry.url).map((entry) => `${entry.label} | ${entry.url}`).join("\n"));
  const read = () => ({
    metadata: first.value.split("\n").map((text) => text.split(/:\s*(.*)/s)).filter(([name, value]) => name.trim() && value?.trim()).map(([name, value]) => ({ name: name.trim(), value: value.trim() })),
    links: second.value.split("\n").map((text) => text.split("|").map((part) => part.trim())).filter(([label, url]) => label && /^https?:\/\//.test(url ?? "")).map(([label, url]) => ({ label, url })),
  });
  return dialog(W("links"), [h("p", { class: "aside" }, W("facts.about"))], (close) => h("form", { method: "dialog", onsubmit: (event) => { event.preventDefault(); close(read()); } }, one, other, buttons(close, "set")));
}

const spoken = (value) => (value === null || value === "" || (Array.isArray(value) && !value.length) ? W("merge.empty") : typeof value === "string" ? value : JSON.stringify(value));

/** Whose change stands, cell by cell. conflicts: { key, field, mine, theirs, both, by }; answers edits from theirs to what was chosen. */
export async function merge(conflicts) {
  const rows = conflicts.map((one, i) => {
    const [technique, tactic] = one.key.split("|");
    const choice = (name, label, value) => h("label", {}, h("input", { type: "radio", name: "merge-" + i, value: name, checked: name === (one.both === undefined ? "theirs" : "both") }), " " + label, h("pre", {}, spoken(value)));
    return h("fieldset", {}, h("legend", {}, W("merge.where", technique, tactic, W(one.field === "color" ? "colour" : one.field))),
      choice("mine", W("merge.mine"), one.mine), choice("theirs", one.by ? W("merge.theirs.by", one.by) : W("merge.theirs"), one.theirs), one.both === undefined ? "" : choice("both", W("merge.both"), one.both));
  });
  const chosen = await dialog(W("merge.title"), [h("p", {}, W("merge.about"))], (close) => h("form", { method: "dialog", class: "mx-merge", onsubmit: (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    close(conflicts.map((one, i) => ({ key: one.key, field: one.field, before: one.theirs, after: one[form.get("merge-" + i)] })));
  } }, ...rows, h("p", { class: "row end" }, h("button", { type: "submit", class: "primary", autofocus: true }, W("keep")))));
  return chosen ?? [];
}

/** The keys. */
export function help() {
  const keys = ["move", "jump", "ends", "extend", "space", "enter", "fold", "type", "digits", "copy", "column", "find", "score", "undo"];
  return dialog(W("help.title"), [h("dl", { class: "mx-keys" }, ...keys.flatMap((key) => [h("dt", {}, W("help." + key)), h("dd", {}, W(`help.${key}.what`))]))],
    (close) => h("p", { class: "row end" }, h("button", { type: "button", class: "primary", autofocus: true, onclick: () => close(null) }, W("close"))));
}
