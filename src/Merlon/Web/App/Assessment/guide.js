// The guided assessment: each change is saved at once and can be undone; what others change appears; nothing typed is lost.
import { ask, tell, unpressed, words, h, debounced, Trouble } from "./app.js";
import { settleConflicts } from "./guide-merge.js";
import { showFigures } from "./guide-figures.js";
import { startTables } from "./guide-tables.js";
import { startJobs } from "./guide-job.js";

const w = words("guide-script");
const guide = document.querySelector("[data-guide]");
const HeardEveryMs = 6000;
let tag = guide?.dataset.tag;
let queue = Promise.resolve();
let lastChange = "";
const shownWhole = new Set();
let refreshes = 0;
let isReplacing = false; // the step is being replaced: what its old fields tell is nobody's doing

const say = (error) => tell(error instanceof Trouble || error instanceof Error ? error.message : String(error), "bad");

/** Fetches the page anew and takes its step and its list of steps; what is focused and open stays so. */
async function refresh() {
  const mine = ++refreshes;
  const response = await fetch(location.href, { credentials: "same-origin" });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  await unpressed();
  if (mine !== refreshes) return; // a newer page was asked for: this one is older than what it will show
  const focused = pathOf(document.activeElement);
  const nameOf = (details) => details.id || details.querySelector("summary")?.textContent;
  const opened = [...document.querySelectorAll("#guide-main details[open]")].map(nameOf);
  const filters = [...document.querySelectorAll("[data-guide-filter]")].map((field) => [field.dataset.guideFilter, field.value]);
  const kept = typed();
  isReplacing = true;
  for (const id of ["guide-main", "guide-steps"]) {
    const part = fresh.getElementById(id);
    if (part) document.getElementById(id).replaceChildren(...part.childNodes);
  }
  isReplacing = false;
  tag = fresh.querySelector("[data-guide]")?.dataset.tag ?? tag;
  for (const details of document.querySelectorAll("#guide-main details")) if (opened.includes(nameOf(details))) details.open = true;
  showWhole();
  for (const [name, value] of filters) {
    const field = document.querySelector(`[data-guide-filter="${CSS.escape(name)}"]`);
    if (field && value) { field.value = value; filter(field); }
  }
  typeAgain(kept);
  const field = find(focused);
  field?.focus({ preventScroll: true });
  if (field && focused.caret && field.name === focused.name) field.setSelectionRange(...focused.caret);
  startTables(() => tag, saved);
  startJobs();
}

// What a form is for, whatever is typed in it: so it is found again in the fresh step.
const keyOf = (form) => [...form.querySelectorAll("input[type=hidden]:is([name=at], [name=do], [name=step], [name=subject], [name^='v.'])")].map((field) => field.value).join(" ");

const formsOf = () => [...document.querySelectorAll("#guide-main form")];

const typedIn = (form) => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "file");

// Where something is among the forms of the step.
function pathOf(element) {
  const form = element?.closest?.("#guide-main form");
  return form ? { key: keyOf(form), name: element.name, value: element.type === "checkbox" ? element.value : null, caret: caretOf(element), at: formsOf().indexOf(form) } : null;
}

// Where somebody is within a text; fields of other kinds have no such place.
const caretOf = (element) => (element.matches("textarea, input:is([type=text], [type=search], [type=url], :not([type]))") ? [element.selectionStart, element.selectionEnd] : null);

const contentOf = (form) => ({ key: keyOf(form), fields: typedIn(form).map((field) => ({ name: field.name, is: field.type === "checkbox" ? field.checked : field.value, of: field.value })) });

/** What is typed and not sent yet, to be put into the fresh step again. */
const typed = () => formsOf().filter((form) => "dirty" in form.dataset).map(contentOf);

function typeAgain(kept) {
  for (const { key, fields } of kept) {
    const form = formsOf().find((one) => keyOf(one) === key);
    if (!form) { // somebody took away what it belonged to: its words are said, so that they can be used elsewhere
      const said = fields.map(({ is }) => is).filter((is) => typeof is === "string" && is.trim());
      if (said.length) tell(w("typed.gone", said.join(", ")), "bad");
      continue;
    }
    form.dataset.dirty = form.dataset.again = "";
    for (const { name, is, of } of fields) {
      const field = typedIn(form).find((one) => one.name === name && (one.type !== "checkbox" || one.value === of));
      if (field?.type === "checkbox") field.checked = is;
      else if (field) field.value = is;
    }
  }
}

function find(path) {
  if (!path) return null;
  const form = formsOf().find((one) => keyOf(one) === path.key) ?? formsOf()[Math.min(path.at, formsOf().length - 1)];
  const fields = [...(form?.elements ?? [])];
  return fields.find((field) => path.name && field.name === path.name && (path.value === null || field.value === path.value)) ?? form?.querySelector("button, input:not([type=hidden]), select");
}

function saved(answer, undoable = true) {
  if (answer?.tag) tag = answer.tag;
  lastChange = tag;
  for (const one of (answer?.diagnostics ?? []).slice(0, 3)) if (one.severity !== "note") tell(one.message + (one.advice ? " (" + one.advice + ")" : ""));
  const text = answer?.carried ? w("carried") : w("saved");
  for (const before of document.querySelectorAll("#notes .note")) if (before.firstChild?.textContent === text) before.remove(); // one note of saving at a time; older versions are in the history
  tell(text, "", answer?.version && undoable ? { text: w("undo"), run: () => send(() => ask("POST", `/api/v1/organisation/versions/${answer.version}/undo`), false) } : null);
  showFigures(true);
  return refresh();
}

/** One change after the other: each is made against the state that the one before it left. failed: what to do when it was not made. */
function send(request, undoable = true, failed = () => {}) {
  const run = queue.then(() => make(request, undoable, failed));
  queue = run.catch(say);
  return queue;
}

async function make(request, undoable, failed) {
  let content;
  try {
    ({ content } = await request());
  } catch (error) {
    if (error.status === 412 && error.problem?.conflicts) return settle(error.problem, failed);
    say(error);
    failed();
    return refresh().catch(() => { /* no server: what stands here stays */ });
  }
  return saved(content || null, undoable && !!content);
}

async function settle(problem, failed) {
  const operations = await settleConflicts(problem);
  if (operations === null || operations.length === 0) { tag = problem.tag; await refresh(); return; }
  await make(() => ask("PATCH", "/api/v1/organisation", { ifMatch: `"${problem.tag}"`, body: { operations } }), true, failed); // which may have changed again
}

const encoded = (form) => {
  const fields = new URLSearchParams(new FormData(form));
  if (fields.has("tag")) fields.set("tag", form.dataset.tag ?? tag);
  return fields.toString();
};

function submit(form) {
  if (!form.reportValidity()) return;
  form.classList.add("guide-busy");
  form.dataset.tag = tag;
  const body = encoded(form);
  for (const button of form.querySelectorAll("button[aria-pressed]")) button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "true" ? "false" : "true");
  const removes = form.elements.do?.value === "remove" || form.elements.do?.value === "scope-remove";
  if (removes) form.closest("li, tr")?.classList.add("guide-going");
  delete form.dataset.dirty;
  delete form.dataset.again;
  const words = contentOf(form);
  const keep = () => { // not saved: what was typed stays typed, in the form as it is on the page now
    const now = formsOf().find((one) => keyOf(one) === words.key);
    form.closest("li, tr")?.classList.remove("guide-going");
    if (now && !("dirty" in now.dataset) && words.fields.some(({ is }) => typeof is === "string" && is)) typeAgain([words]);
  };
  send(() => ask("POST", form.getAttribute("action"), { body, headers: { "Content-Type": "application/x-www-form-urlencoded" } }), true, keep).finally(() => form.classList.remove("guide-busy"));
}

function filter(field) {
  const needle = field.value.trim().toLowerCase();
  const list = document.getElementById(field.dataset.guideFilter);
  list?.classList.toggle("guide-found", needle.length > 0);
  for (const item of list?.children ?? []) item.hidden = needle.length > 0 && !item.textContent.toLowerCase().includes(needle);
}

/** Lists that somebody asked to see whole stay so when the step is brought up to date. */
function showWhole() {
  for (const id of shownWhole) {
    document.getElementById(id)?.classList.add("guide-all");
    document.querySelector(`[data-guide-all="${CSS.escape(id)}"]`)?.parentElement.remove();
  }
}

const filterSoon = debounced(filter, 60);

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-edit]");
  if (!form) return;
  event.preventDefault();
  submit(form);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-guide-all]");
  if (!button) return;
  shownWhole.add(button.dataset.guideAll);
  showWhole();
  document.querySelector(`#${CSS.escape(button.dataset.guideAll)} > .guide-beyond :is(button, a, select)`)?.focus();
});

document.addEventListener("change", (event) => {
  const form = event.target.closest('form[data-edit="live"]');
  if (form && !isReplacing) submit(form); // what goes away while somebody types in it says so, too: half of a word, which goes on in its place
});

// Of what was put into a field again the browser tells no change when the field is left: it is saved all the same.
document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.('form[data-edit="live"][data-dirty][data-again]');
  if (form?.isConnected && !isReplacing) submit(form);
});

document.addEventListener("input", (event) => {
  if (event.target.dataset.guideFilter) filterSoon(event.target);
  else event.target.closest("#guide-main form")?.setAttribute("data-dirty", "");
});

/** Who else is here, and whether somebody changed something: then it is shown, unless something half typed would be lost. */
async function hear() {
  if (document.hidden) return;
  const known = tag;
  try {
    const { content } = await ask("POST", "/api/v1/organisation/presence", { body: { step: guide.dataset.guide } });
    for (const place of document.querySelectorAll("[data-people]")) {
      const here = content.others.filter((other) => other.step === place.dataset.people);
      place.replaceChildren(...here.map((other) => h("span", { class: "guide-person", title: w("here", other.name) }, (other.name || "?").slice(0, 2), h("span", { class: "vh" }, w("here", other.name)))));
    }
    await queue;
    if (tag !== known) return; // asked before a change of our own, answered after it: the next time tells
    if (content.tag !== tag && content.tag !== lastChange) {
      lastChange = content.tag;
      const who = content.how === "outside" ? w("outside") : w("changed", content.by || w("somebody"), content.what || content.how);
      const isTyping = document.querySelector("#guide-main form[data-dirty]") !== null;
      tell(who, "", isTyping ? { text: w("show"), run: refresh } : null);
      if (!isTyping) await refresh();
      showFigures(true);
    }
  } catch (error) {
    if (error.status === 401 || error.status === 403) return;
  }
}

if (guide) {
  startTables(() => tag, saved);
  startJobs();
  showFigures(false);
  document.querySelector(".guide-steps [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  hear();
  setInterval(hear, HeardEveryMs);
  document.addEventListener("visibilitychange", hear);
}
