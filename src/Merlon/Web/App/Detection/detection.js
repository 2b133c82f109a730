// What the pages of detection share: lists that filter as one types, the choice of a stretch of time, copying.
import { debounced, tell, unpressed, words } from "./app.js";

const w = words("detection");

const asked = new Map(); // by part: the request whose answer is wanted, so that an earlier one that comes later changes nothing
const shown = new Map(); // by part: the address of what it shows, or will show as soon as it comes

/** Puts the parts of a page that a filter changes in place, from the same address without a script. */
async function show(url, part) {
  asked.get(part)?.abort();
  const mine = new AbortController();
  asked.set(part, mine);
  shown.set(part, url);
  const here = () => document.querySelector(`[data-part="${part}"]`);
  here().setAttribute("aria-busy", "true");
  let answer, page;
  try {
    answer = await fetch(url, { headers: { Accept: "text/html" }, signal: mine.signal });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch (trouble) {
    if (asked.get(part) !== mine) return;
    shown.delete(part);
    here().removeAttribute("aria-busy");
    tell(w("trouble"), "bad", { text: w("again"), run: () => show(url, part) });
    return;
  }
  await unpressed();
  if (asked.get(part) !== mine) return;
  const place = here();
  if (answer.ok && page.querySelector("[data-work]")) { location.assign(url); return; } // it takes its time: that page shows how far it is
  const fresh = page.querySelector(`[data-part="${part}"]`);
  if (!answer.ok || !fresh) { shown.delete(part); tell(page.querySelector(".trouble .lead")?.textContent ?? w("trouble"), "bad"); place.removeAttribute("aria-busy"); return; }
  place.replaceWith(document.adoptNode(fresh));
  history.replaceState(null, "", url);
  for (const brush of document.querySelectorAll("[data-brush]")) begin(brush);
}

for (const form of document.querySelectorAll("[data-live-form]")) {
  const run = (isWanted) => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const url = form.action.split("?")[0] + (query.size ? "?" + query : "");
    if (isWanted || shown.get(form.dataset.liveForm) !== url) show(url, form.dataset.liveForm);
  };
  form.addEventListener("input", debounced(() => run(false), 160));
  form.addEventListener("change", () => run(false)); // a field that is left says again what was typed in it
  form.addEventListener("submit", (event) => { event.preventDefault(); run(true); });
}

/** Two sliders choose a stretch; the chart can be dragged over, too. */
function begin(brush) {
  if (brush.dataset.begun) return;
  brush.dataset.begun = "1";
  const starts = JSON.parse(brush.querySelector("[data-starts]").textContent);
  const from = brush.querySelector("[data-from]"), until = brush.querySelector("[data-until]");
  if (!from) return;
  const chosen = brush.querySelector("[data-chosen]"), says = brush.querySelector("[data-says]"), zoom = brush.querySelector("[data-zoom]");
  const last = starts.length - 1, svg = brush.querySelector("svg");
  const paint = () => {
    const a = Math.min(+from.value, +until.value), b = Math.max(+from.value, +until.value);
    const whole = a === 0 && b === last;
    chosen.setAttribute("x", whole ? 0 : (a / last) * 960);
    chosen.setAttribute("width", whole ? 0 : ((b - a) / last) * 960);
    says.textContent = whole ? "" : starts[a].replace("T", " ") + " … " + starts[b].replace("T", " ");
    for (const [slider, at] of [[from, from.value], [until, until.value]]) slider.setAttribute("aria-valuetext", starts[at].replace("T", " "));
    zoom.disabled = whole || a === b;
  };
  const go = () => {
    if (zoom.disabled) return;
    const url = new URL(location.href);
    url.searchParams.set("from", starts[Math.min(+from.value, +until.value)]);
    url.searchParams.set("until", starts[Math.max(+from.value, +until.value)]);
    url.searchParams.delete("offset");
    location.assign(url);
  };
  from.addEventListener("input", paint);
  until.addEventListener("input", paint);
  for (const slider of [from, until]) slider.addEventListener("keydown", (event) => { if (event.key === "Enter") go(); });
  zoom.addEventListener("click", go);
  let drag = null;
  const at = (event) => { const box = svg.getBoundingClientRect(); return Math.max(0, Math.min(last, ((event.clientX - box.left) / box.width) * last)); };
  svg.addEventListener("pointerdown", (event) => { drag = { x: at(event), moved: false }; });
  svg.addEventListener("pointermove", (event) => {
    if (drag === null || event.buttons !== 1 || Math.abs(at(event) - drag.x) < .6) return;
    drag.moved = true;
    from.value = Math.floor(Math.min(drag.x, at(event)));
    until.value = Math.ceil(Math.max(drag.x, at(event)));
    paint();
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => { if (drag?.moved) { event.preventDefault(); zoom.focus(); } drag = null; }, true);
  paint();
}

for (const brush of document.querySelectorAll("[data-brush]")) begin(brush);

document.addEventListener("click", async (event) => {
  for (const open of document.querySelectorAll("details.export[open]")) if (!open.contains(event.target) || event.target.closest("a")) open.open = false;
  const copy = event.target.closest?.("[data-copy]");
  if (copy) {
    const text = document.getElementById(copy.dataset.copy).textContent;
    try { await navigator.clipboard.writeText(text); tell(w("copied")); } catch { tell(w("copy.not"), "bad"); }
  }
  const all = event.target.closest?.("[data-all], [data-none]");
  if (all) for (const box of document.querySelectorAll(`input[name="${all.dataset.all ?? all.dataset.none}"]`)) box.checked = "all" in all.dataset;
});
