// Selecting many cells by what they are, as Navigator's multi-select does; what is filtered away is not selected.
import { cells, ids, isNoted, isOut, isSub, labelOf, parents, places, restOf } from "./matrix-cells.js";
import { select, selected } from "./matrix-grid.js";

const shown = () => cells.map((_, i) => i).filter((i) => !isOut(i) && restOf(i) !== "dim");
const isAnnotated = (i) => labelOf(i) !== "" || isNoted(i) || cells[i].classList.contains("own") || cells[i].classList.contains("off");

const ways = {
  shown,
  annotated: () => shown().filter(isAnnotated),
  blank: () => shown().filter((i) => !isAnnotated(i)),
  invert: () => shown().filter((i) => !selected.has(i)),
  subs: () => { const chosen = new Set([...selected].map((i) => (isSub[i] ? parents[i] : i))); return cells.map((_, i) => i).filter((i) => isSub[i] && chosen.has(parents[i])); },
  parents: () => [...new Set([...selected].map((i) => (isSub[i] ? parents[i] : i)))],
  everywhere: () => [...new Set([...selected].flatMap((i) => places.get(ids[i])))],
  none: () => [],
};

export function pick(how) { select(ways[how]()); }
