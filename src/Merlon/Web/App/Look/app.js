// What every page of the application has: requests, messages, the search, light and dark. Other modules import from here.

/** Texts that the page brought along, by area: words("matrix")("filter", 3). */
export function words(area) {
  const element = document.getElementById("words");
  const texts = (element && JSON.parse(element.textContent)[area]) || {};
  return (key, ...values) => (texts[key] ?? key).replace(/\{(\d)\}/g, (_, place) => values[place] ?? "");
}

/** The page's language, as Intl takes it; English where the browser knows no such language. */
export function language() {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([document.documentElement.lang])[0] ?? "en";
  } catch {
    return "en";
  }
}

/** Trouble as the server told it (RFC 9457). */
export class Trouble extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.title = problem.title || "";
    this.problem = problem;
  }
}

/**
 * One request to the server. JSON goes out and comes back; what the server refuses is thrown as Trouble.
 * options: body (sent as JSON, or as it is when a Blob, File or FormData), ifMatch, signal, headers.
 */
export async function ask(method, url, options = {}) {
  const headers = new Headers(options.headers);
  headers.set("Accept", "application/json");
  if (method !== "GET") headers.set("X-Form-Key", document.querySelector("meta[name=form-key]")?.content ?? "");
  if (options.ifMatch) headers.set("If-Match", options.ifMatch);
  let body = options.body;
  if (body !== undefined && !(body instanceof Blob) && !(body instanceof FormData) && typeof body !== "string") {
    body = JSON.stringify(body);
    headers.set("Content-Type", "application/json");
  }
  const response = await fetch(url, { method, headers, body, signal: options.signal, credentials: "same-origin" });
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  const content = isJson ? await response.json() : await response.text();
  if (response.status === 403 && content.reason === "form-key" && !options.isAgain && await renewed()) return ask(method, url, { ...options, isAgain: true });
  if (response.status === 401 && ours()?.dataset.person) throw new Trouble(401, { detail: ours().dataset.gone });
  if (!response.ok) throw new Trouble(response.status, isJson ? content : { title: response.statusText });
  return { content, tag: response.headers.get("ETag"), location: response.headers.get("Location") };
}

const ours = () => document.querySelector("meta[name=form-key]");

/** Whoever signed in anew in another tab goes on here: the page takes the key of the session that there is now, when it is the same person's. */
async function renewed() {
  const here = ours();
  if (!here?.dataset.person) return false;
  const answer = await fetch("/settings/account", { credentials: "same-origin", headers: { Accept: "text/html" } });
  const now = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("meta[name=form-key]");
  if (now?.dataset.person !== here.dataset.person) return false;
  here.content = now.content;
  for (const field of document.querySelectorAll("input[name=form-key]")) field.value = now.content;
  return true;
}

/** Says something to the reader, seen and heard; kinds: "" (done), "bad" (trouble). With an action: a button, such as Undo. */
export function tell(text, kind = "", action = null) {
  const place = document.getElementById("notes");
  if (!action && text === ours()?.dataset.gone) action = { text: ours().dataset.signIn, run: () => open("/sign-in", "_blank") };
  const note = document.createElement("div");
  note.className = "note " + kind;
  note.append(text);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.text;
    button.addEventListener("click", () => { note.remove(); action.run(); });
    note.append(button);
  }
  place.append(note);
  setTimeout(() => note.remove(), kind === "bad" ? 12000 : 6000);
}

let pressed = null, letGo = null;
addEventListener("pointerdown", (event) => {
  if (pressed || event.target.closest?.("select")) return; // a list that opens takes the end of the press to itself
  pressed = new Promise((resolve) => { letGo = resolve; });
}, true);
for (const end of ["pointerup", "pointercancel", "dragend", "pointermove", "blur", "keydown"]) addEventListener(end, (event) => {
  const done = letGo;
  if (!done || event.repeat || (end === "blur" && event.target !== window) || (end === "pointermove" && event.buttons !== 0)) return; // a scrollbar tells nobody that it was let go
  letGo = null;
  setTimeout(() => { pressed = null; done(); }); // the click comes first
}, true);

/** Until nothing is held down by the pointer. What takes the place of something on the page waits for it: a click on what goes away between press and release would be lost. */
export const unpressed = () => pressed ?? Promise.resolve();

/** Runs when the reader stops typing. */
export function debounced(run, ms = 120) {
  let timer;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => run(...given), ms); };
}

/** An element: h("a", { href: "/" }, "Home"). Text stays text; nothing is parsed as HTML. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && typeof value !== "string") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

document.querySelector("[data-theme-switch]")?.addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("merlon-theme", root.dataset.theme); } catch { /* for this page only */ }
});

// On a narrow screen menu and tabs are rows that scroll: what is open is shown.
for (const here of document.querySelectorAll(".side [aria-current], .tabs [aria-current]")) {
  const row = here.closest(".side, .tabs");
  if (row.scrollWidth > row.clientWidth) row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

document.addEventListener("keydown", (event) => {
  const inField = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.querySelector("[data-seek]")?.focus();
  }
  if (event.key === "Escape") for (const open of document.querySelectorAll("details.me[open]")) open.open = false;
});
