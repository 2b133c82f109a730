// The effect of what was changed: figures before and after, as soon as they are judged.
import { ask, words } from "./app.js";

const w = words("guide-script");
let before = null;
let asked = 0;

/** Asks for the figures and shows them; after a change with what it moved. */
export async function showFigures(isChange) {
  const place = document.getElementById("guide-figures");
  const note = document.getElementById("guide-judged");
  if (!place) return;
  const turn = ++asked;
  place.setAttribute("aria-busy", "true");
  note.textContent = w("judging");
  try {
    const { content } = await ask("GET", "/api/v1/organisation/figures");
    if (turn !== asked) return;
    place.removeAttribute("aria-busy");
    if (!content.judged) { note.textContent = w("unjudged"); return; }
    for (const row of place.querySelectorAll("[data-figure]")) {
      const value = content[row.dataset.figure];
      row.querySelector("meter").value = value;
      row.querySelector(".guide-value").textContent = percent(value);
      const move = before && isChange ? value - before[row.dataset.figure] : 0;
      const text = row.querySelector(".guide-move");
      text.textContent = Math.abs(move) < 0.0005 ? "" : (move > 0 ? "▲ +" : "▼ −") + (Math.abs(move) * 100).toFixed(1);
      text.className = "guide-move " + (move > 0 ? "good" : move < 0 ? "bad" : "");
    }
    note.textContent = w("judged", content.techniques, content.tested);
    before = content;
  } catch (error) {
    if (turn !== asked) return;
    place.removeAttribute("aria-busy");
    note.textContent = error.message;
  }
}

const percent = (share) => (share * 100).toFixed(1) + " %";
