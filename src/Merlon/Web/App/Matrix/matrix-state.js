// What the matrix shows, as the address says it. No page is needed here: pure functions.

export const kinds = ["tactic", "platform", "group", "software", "campaign", "mitigation", "component", "log-source", "rule", "tests"];
const single = ["domain", "release", "view", "scope", "layer", "with", "q"];

/** Reads an address's query. */
export function parse(search) {
  const query = new URLSearchParams(search);
  const state = { filters: {}, dims: query.get("show") === "dim", ids: query.get("ids") === "1", open: new Set(), all: query.get("open") === "all" };
  for (const key of single) state[key] = query.get(key) ?? "";
  if (state.view.startsWith("layer:")) { state.layer = state.view.slice(6); state.view = ""; }
  if (query.get("day")) state.with = "day:" + query.get("day");
  if (!state.all) for (const id of (query.get("open") ?? "").split(",")) if (id) state.open.add(id);
  for (const kind of kinds) {
    const values = query.getAll(kind).filter(Boolean);
    if (values.length) state.filters[kind] = [...new Set(values)];
  }
  return state;
}

/** The query of a state, with its question mark; empty for the default. */
export function write(state) {
  const query = new URLSearchParams();
  for (const key of single.slice(0, -1)) if (state[key]) query.set(key, state[key]);
  for (const kind of kinds) for (const value of state.filters[kind] ?? []) query.append(kind, value);
  if (state.q) query.set("q", state.q);
  if (state.dims) query.set("show", "dim");
  if (state.all) query.set("open", "all");
  else if (state.open.size) query.set("open", [...state.open].join(","));
  if (state.ids) query.set("ids", "1");
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text ? "?" + text : "";
}

/** What decides the colours: another key, another painting. */
export const paintKey = (state) => JSON.stringify([state.domain, state.release, state.view, state.scope, state.layer, state.with]);
