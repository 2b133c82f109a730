// The first page keeps itself up to date: it asks for a tag now and then, and takes the new page in place when the tag changed. Where the reader is stays as it is.
import { unpressed } from "./app.js";

const PaceMs = 20000, QuickMs = 1500;
let timer, tag, isLooking = false;

/** Address of the numbers that this page shows. */
const address = () => "/api/v1/standing" + location.search;

async function look() {
  if (isLooking) return; // one after the other, so that an older page never takes the place of a newer one
  isLooking = true;
  try {
    const answer = await fetch(address(), { headers: { Accept: "application/json", ...(tag ? { "If-None-Match": tag } : {}) }, credentials: "same-origin" });
    if (answer.status === 200) {
      const numbers = await answer.json();
      const home = document.querySelector(".home");
      const isNew = tag || numbers.standing !== home.dataset.standing || (home.dataset.working && numbers.ready);
      if (!isNew || await take()) tag = answer.headers.get("ETag"); // known is what is shown: a page that did not come is asked for again
    }
    document.querySelector("[data-live]").hidden = !answer.ok && answer.status !== 304;
  } catch {
    document.querySelector("[data-live]")?.setAttribute("hidden", ""); // away for now; the next look may find the server again
  }
  isLooking = false;
  again();
}

/** Takes the page as it is now; scroll and focus stay. Answers whether it came. */
async function take() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".home");
  await unpressed();
  const old = document.querySelector(".home");
  if (!fresh || !old) return false;
  const focused = document.activeElement?.closest(".home") ? [...old.querySelectorAll("a, button, select")].indexOf(document.activeElement) : -1;
  old.replaceWith(fresh);
  listen();
  if (focused >= 0) fresh.querySelectorAll("a, button, select")[focused]?.focus({ preventScroll: true });
  return true;
}

function again() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(look, document.querySelector(".home")?.dataset.working ? QuickMs : PaceMs);
}

function listen() {
  for (const form of document.querySelectorAll("form[data-submits]")) {
    form.addEventListener("change", () => {
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      location.href = form.getAttribute("action") + (query.size ? "?" + query : "");
    });
  }
}

document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));
listen();
if (document.querySelector(".home")) look();
