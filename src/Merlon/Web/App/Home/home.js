// The first page keeps itself up to date: it asks for a tag now and then, and takes the new page in place when the tag changed. Where the reader is stays as it is.
const PaceMs = 20000, QuickMs = 1500;
let timer, tag;

/** Address of the numbers that this page shows. */
const address = () => "/api/v1/standing" + location.search;

async function look() {
  try {
    const answer = await fetch(address(), { headers: { Accept: "application/json", ...(tag ? { "If-None-Match": tag } : {}) }, credentials: "same-origin" });
    if (answer.status === 200) {
      const known = tag;
      tag = answer.headers.get("ETag");
      const numbers = await answer.json();
      const home = document.querySelector(".home");
      if (known || numbers.standing !== home.dataset.standing || (home.dataset.working && numbers.ready)) await take();
    }
    document.querySelector("[data-live]").hidden = !answer.ok && answer.status !== 304;
  } catch {
    document.querySelector("[data-live]")?.setAttribute("hidden", ""); // away for now; the next look may find the server again
  }
  again();
}

/** Takes the page as it is now; scroll and focus stay. */
async function take() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".home");
  const old = document.querySelector(".home");
  if (!fresh || !old) return;
  const focused = document.activeElement?.closest(".home") ? [...old.querySelectorAll("a, button, select")].indexOf(document.activeElement) : -1;
  old.replaceWith(fresh);
  listen();
  if (focused >= 0) fresh.querySelectorAll("a, button, select")[focused]?.focus({ preventScroll: true });
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
