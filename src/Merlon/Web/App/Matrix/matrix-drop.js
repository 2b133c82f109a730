// Layers that come in: files dropped anywhere on the page or chosen, addresses for administrators. Read by the server, which says what is wrong with them.
import { ask, h, tell, words } from "./app.js";
import { dialog } from "./matrix-dialogs.js";

const W = words("matrix-script");
const megabytesMax = 16;

/** A dialog with a file picker, and an address where the reader may. given: { mayFetch, maySave, release, open(document), show(id, name) } */
export function choose(given) {
  const files = h("input", { type: "file", id: "mx-files", accept: ".json,application/json", multiple: true, autofocus: true });
  const url = h("input", { type: "url", id: "mx-url", placeholder: "https://", pattern: "https?://.*" });
  return dialog(W("drop.title"), [], (close) => {
    files.addEventListener("change", () => { const chosen = [...files.files]; close(null); take(chosen, given); });
    return h("form", { method: "dialog", onsubmit: (event) => { event.preventDefault(); const address = url.value; close(null); if (address) fetchOne(address, given); } },
      h("p", { class: "field" }, h("label", { for: "mx-files" }, W("drop.files")), files),
      given.mayFetch ? h("p", { class: "field" }, h("label", { for: "mx-url" }, W("drop.url")), url, h("button", { type: "submit" }, W("drop.fetch"))) : "",
      h("p", { class: "row end" }, h("button", { type: "button", onclick: () => close(null) }, W("cancel"))));
  });
}

/** Reads files and shows what they hold. */
export async function take(files, given) {
  const read = [];
  for (const file of files) {
    if (file.size > megabytesMax * 1024 * 1024) { tell(W("drop.large", file.name, megabytesMax), "bad"); continue; }
    try {
      const text = await file.text();
      const { content } = await ask("POST", "/api/v1/layer-tools/read", { body: `{"name":${JSON.stringify(file.name)},"document":${text.replace(/^\uFEFF/, "")}}`, headers: { "Content-Type": "application/json" } });
      read.push({ name: file.name, ...content });
    } catch (trouble) { read.push({ name: file.name, read: false, layers: [], diagnostics: [{ message: trouble.message }] }); }
  }
  if (read.length) await offer(read, given);
}

async function fetchOne(url, given) {
  try { await offer([{ name: url, ...(await ask("POST", "/api/v1/layer-tools/fetch", { body: { url } })).content }], given); }
  catch (trouble) { tell(trouble.message, "bad"); }
}

function noticed(diagnostics) {
  return diagnostics.length ? h("details", {}, h("summary", {}, W("drop.diagnostics", diagnostics.length)), h("ul", { class: "mx-list" }, ...diagnostics.slice(0, 50).map((one) => h("li", {}, [one.code, one.message, one.advice].filter(Boolean).join(" · "))))) : "";
}

function offer(read, given) {
  // One sound layer of one file opens at once: nothing is to be asked.
  if (read.length === 1 && read[0].layers.length === 1 && !read[0].diagnostics.length && read[0].layers[0].is_current && !read[0].layers[0].findings.length) { given.open(read[0].layers[0].document, read[0].layers[0].domain); return null; }
  return dialog(W("drop.title"), [], (close) => h("div", { class: "mx-merge" }, ...read.map((file) => h("fieldset", {}, h("legend", {}, file.name),
    file.read && file.layers.length ? "" : h("p", { class: "bad" }, W("drop.broken", file.name)), noticed(file.diagnostics),
    ...file.layers.map((layer) => row(layer, given, close)))),
  h("p", { class: "row end" }, h("button", { type: "button", onclick: () => close(null) }, W("close")))));
}

function row(layer, given, close) {
  const up = async () => {
    try { const { content } = await ask("POST", "/api/v1/layer-tools/upgrade", { body: { layer: { document: layer.document }, to: layer.release } });
      close(null); given.open(content.document, layer.domain); for (const item of content.review.slice(0, 3)) tell(item.message); }
    catch (trouble) { tell(trouble.message, "bad"); }
  };
  const save = async () => {
    try { const { content } = await ask("POST", "/api/v1/layers", { body: { document: layer.document } }); close(null); given.show(content.id, content.name); }
    catch (trouble) { tell(trouble.message, "bad"); }
  };
  return h("div", {}, h("p", {}, W("drop.found", layer.name, layer.cells, layer.scored)), layer.is_current ? "" : h("p", { class: "warn" }, W("drop.other", layer.attack, layer.release)), noticed(layer.findings),
    h("p", { class: "row" }, h("button", { type: "button", class: "primary", onclick: () => { close(null); given.open(layer.document, layer.domain); } }, W("drop.open")),
      layer.is_current ? "" : h("button", { type: "button", onclick: up }, W("drop.upgrade", layer.release)), given.maySave ? h("button", { type: "button", onclick: save }, W("drop.save")) : ""));
}
