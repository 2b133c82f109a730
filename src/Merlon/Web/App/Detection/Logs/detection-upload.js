// Uploads: dropped or chosen, several and whole folders; one after the other, each as the body of one request, with its progress.
import { h, tell, words } from "./app.js";

const w = words("detection");
const key = document.querySelector("meta[name=form-key]")?.content ?? "";
const sideBySide = 2;

for (const drop of document.querySelectorAll("[data-drop]")) {
  const list = drop.querySelector("[data-uploading]");
  const path = drop.dataset.drop === "rules" ? "/api/v1/rule-uploads" : "/api/v1/uploads";
  const waiting = [];
  let running = 0, done = 0, failed = 0;

  // The page anew shows what came up; but not while it would take away why something else did not.
  const finish = () => {
    if (done === 0) return;
    if (failed === 0) { location.reload(); return; }
    drop.querySelector("[data-uploaded]")?.remove();
    list.after(h("p", { "data-uploaded": true }, h("button", { type: "button", onclick: () => location.reload() }, w("logs.show"))));
  };

  const next = async () => {
    while (running < sideBySide && waiting.length > 0) {
      running++;
      const { file, name } = waiting.shift();
      send(file, name).then((well) => { if (well) done++; else failed++; }).finally(() => {
        running--;
        if (running === 0 && waiting.length === 0) finish(); else next();
      });
    }
  };

  const add = (file, name) => { if (file.size > 0 || drop.dataset.drop !== "rules") waiting.push({ file, name: name || file.webkitRelativePath || file.name }); };

  const send = (file, name) => new Promise((resolve) => {
    const bar = h("progress", { max: "1", value: "0", "aria-label": name });
    const request = new XMLHttpRequest();
    const stop = h("button", { type: "button", onclick: () => request.abort() }, w("logs.stop"));
    const item = h("li", {}, h("bdi", {}, name), bar, stop);
    list.append(item);
    request.open("POST", `${path}?name=${encodeURIComponent(name.slice(0, 400))}`);
    request.setRequestHeader("X-Form-Key", key);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    const end = (well, text) => { stop.remove(); bar.replaceWith(h("span", { class: well ? "good" : "bad" }, text)); resolve(well); };
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* said below */ }
      if (request.status >= 200 && request.status < 300) end(true, w("logs.done"));
      else end(false, answer.detail ?? answer.refused?.[0]?.why ?? w("trouble"));
      for (const one of answer.refused ?? []) tell(`${one.name}: ${one.why}`, "bad");
    });
    request.addEventListener("error", () => end(false, w("logs.broken")));
    request.addEventListener("abort", () => end(false, w("logs.stopped")));
    request.send(file);
  });

  for (const input of drop.querySelectorAll("[data-files]")) input.addEventListener("change", () => { for (const file of input.files) add(file); input.value = ""; next(); });
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (entries.length === 0) for (const file of event.dataTransfer.files) add(file);
    for (const entry of entries) {
      try { await walk(entry, add); } catch (trouble) { failed++; tell(`${entry.name}: ${trouble.message}`, "bad"); } // the others go up all the same
    }
    next();
  });
}

// Who leaves the page now would stop what is on its way.
addEventListener("beforeunload", (event) => { if (document.querySelector("[data-uploading] progress")) event.preventDefault(); });

async function walk(entry, add, within = "") {
  if (entry.isFile) { add(await new Promise((resolve, reject) => entry.file(resolve, reject)), within + entry.name); return; }
  const reader = entry.createReader();
  for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length > 0;) for (const inner of some) await walk(inner, add, `${within}${entry.name}/`);
}
