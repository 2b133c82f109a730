// A hunt while it runs: progress and the latest findings as they come; then its page.
import { h, words } from "./app.js";
import { follow } from "./follow.js";

const w = words("detection");
const live = document.querySelector("[data-hunt]");
if (live) {
  const part = (name) => live.querySelector(`[data-live="${name}"]`);
  let shown = 0;
  const show = (hunt) => {
    if (hunt.state !== "running") return;
    part("stage").textContent = hunt.stage || w("live.waiting");
    if (hunt.total > 0) { part("bar").max = hunt.total; part("bar").value = Math.min(hunt.done, hunt.total); }
    const now = Date.now();
    if (now - shown > 900) { part("detail").textContent = hunt.detail || "\u00a0"; shown = now; } // read aloud: not too often
    if (hunt.latest?.length) {
      part("latest").replaceChildren(...hunt.latest.map((one) => h("li", {},
        h("span", { class: "when" }, (one.time ?? "").replace("T", " ").slice(0, 19)), h("span", { class: "tag level" }, one.level || "–"), h("bdi", { class: "what" }, one.rule), h("bdi", { class: "muted" }, one.host))));
    }
  };
  follow(`/api/v1/hunts/${live.dataset.hunt}`, show).then(() => location.reload(), (trouble) => { part("stage").textContent = trouble.message; });
}
