// The readable page of the API: search among operations, and trying those that only read.
import { ask, debounced, h, words } from "./app.js";

const text = words("reference");
const form = document.querySelector("[data-reference-filter]");
const operations = [...document.querySelectorAll(".operation")];

function filter() {
  const wanted = form.querySelector("input").value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const operation of operations) {
    operation.hidden = !wanted.every((word) => operation.dataset.words.includes(word));
    if (!operation.hidden) left++;
  }
  for (const group of document.querySelectorAll(".reference-group")) group.hidden = !group.querySelector(".operation:not([hidden])");
  form.querySelector("output").textContent = wanted.length ? text("found", left) : "";
}

form?.addEventListener("input", debounced(filter, 60));
form?.addEventListener("submit", (event) => event.preventDefault());

async function send(trial) {
  const query = new URLSearchParams();
  let path = trial.dataset.try;
  for (const input of trial.querySelectorAll("input")) {
    if (input.dataset.in === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else if (input.value) query.append(input.name, input.value);
  }
  const address = path + (query.size ? `?${query}` : "");
  const place = trial.querySelector(".tried");
  const began = performance.now();
  const turn = place.dataset.turn = String(Number(place.dataset.turn ?? 0) + 1);
  let content;
  let status = 200;
  try {
    ({ content } = await ask("GET", address));
  } catch (trouble) {
    status = trouble.status ?? 0;
    content = trouble.problem ?? trouble.message;
  }
  if (place.dataset.turn !== turn) return; // asked again meanwhile
  const shown = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  place.replaceChildren(h("p", { class: "aside" }, `GET ${address} · ${status} · ${Math.round(performance.now() - began)} ms`), h("pre", { tabindex: "0", role: "region", "aria-label": address }, shown.slice(0, 20000)));
}

document.addEventListener("submit", (event) => {
  const trial = event.target.closest("[data-try]");
  if (!trial) return;
  event.preventDefault();
  send(trial);
});

function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.matches?.("details")) target.open = true;
}

addEventListener("hashchange", openTarget);
openTarget();
