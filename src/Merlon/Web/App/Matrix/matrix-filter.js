// Which techniques are seen: text at every keystroke, the other filters from lists that are read when they are first needed.
import { ask } from "./app.js";
import { cells, columns, fold, ids, inColumn, isSub, names, parents, rest, subsOf, tactics, techniques } from "./matrix-cells.js";

const lists = new Map();

/** The values of a filter; read once. */
export function values(kind, state) {
  const key = [kind, state.domain, state.release].join();
  if (!lists.has(key)) {
    const query = new URLSearchParams();
    if (state.domain) query.set("domain", state.domain);
    if (state.release) query.set("release", state.release);
    lists.set(key, ask("GET", `/api/v1/matrix/filters/${kind}?${query}`).then(({ content }) => content).catch((trouble) => { lists.delete(key); throw trouble; }));
  }
  return lists.get(key);
}

/** The techniques that pass the filters but the text; null for all. */
async function passing(state) {
  const kinds = Object.keys(state.filters);
  if (!kinds.length) return null;
  let kept = null;
  for (const list of await Promise.all(kinds.map((kind) => values(kind, state)))) {
    const wanted = state.filters[list.kind].map((value) => value.toLowerCase());
    const has = new Set();
    for (const value of list.values) if (wanted.includes(value.id.toLowerCase()) || wanted.includes(value.name.toLowerCase())) for (const place of value.has) has.add(list.techniques[place]);
    kept = kept === null ? has : new Set([...kept].filter((id) => has.has(id)));
  }
  return kept;
}

let kept = null;
let keptFor = "{}";
let turn = 0;
const gone = columns.map((column) => column.classList.contains("gone"));

/** Filters; answers how many techniques are seen, or null where something else was asked for meanwhile. Waits only for lists that are not here yet. */
export async function filter(state) {
  const mine = ++turn;
  const key = JSON.stringify([state.filters, state.domain, state.release]);
  if (key !== keptFor) {
    const has = await passing(state);
    if (mine !== turn) return null; // lists that come late change nothing
    [kept, keptFor] = [has, key];
  }
  return apply(state);
}

/** Filters by what is known already: at once. Everything is decided first and written after, and only where it differs. */
export function apply(state) {
  const text = state.q.trim().toLowerCase();
  const isFiltered = text.length > 0 || kept !== null;
  const passes = new Array(cells.length);
  const through = new Set();
  const some = new Array(columns.length).fill(false);
  const parentOfOne = new Set();
  for (let i = 0; i < cells.length; i++) {
    passes[i] = !isFiltered || ((text.length === 0 || names[i].includes(text) || ids[i].toLowerCase().includes(text)) && (kept === null || kept.has(ids[i])));
    if (!passes[i]) continue;
    through.add(ids[i]);
    some[inColumn[i]] = true;
    if (isSub[i]) parentOfOne.add(parents[i]);
  }
  const wanted = state.filters.tactic?.map((one) => one.toLowerCase());
  columns.forEach((column, at) => {
    const isUnwanted = wanted && !wanted.includes(tactics[at]) && !wanted.includes(column.firstChild.firstChild.textContent.toLowerCase());
    const isGone = !state.dims && isFiltered && (!some[at] || Boolean(isUnwanted));
    if (gone[at] !== isGone) { gone[at] = isGone; column.classList.toggle("gone", isGone); }
  });
  for (let i = 0; i < cells.length; i++) {
    rest(i, passes[i] ? "" : state.dims || parentOfOne.has(i) ? "dim" : "out");
    if (subsOf(i)) fold(i, state.all || state.open.has(ids[i]) || (isFiltered && parentOfOne.has(i) && !passes[i]));
  }
  return isFiltered ? through.size : techniques;
}
