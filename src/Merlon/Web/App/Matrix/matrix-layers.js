// The page of one layer: links by which Navigator opens it.
import { ask, h, tell, words } from "./app.js";

const W = words("matrix-script");
const share = document.getElementById("layer-share");
const shown = document.getElementById("layer-links");
const unlink = document.getElementById("layer-unlink");

document.getElementById("layer-link")?.addEventListener("click", async () => {
  try {
    const { content } = await ask("POST", `/api/v1/layers/${share.dataset.layer}/links`, { body: { days: 7 } });
    shown.replaceChildren(h("p", {}, W("link.made")), h("p", { class: "mx-link" }, h("code", {}, content.url)), h("p", { class: "mx-link" }, h("code", {}, content.navigator)),
      h("p", {}, h("a", { class: "button", href: content.navigator, target: "_blank", rel: "noopener noreferrer" }, W("link.open"))));
    unlink.hidden = false;
  } catch (trouble) { tell(trouble.message, "bad"); }
});
unlink?.addEventListener("click", async () => {
  try { await ask("DELETE", `/api/v1/layers/${share.dataset.layer}/links`); shown.replaceChildren(h("p", {}, W("link.ended"))); unlink.hidden = true; } catch (trouble) { tell(trouble.message, "bad"); }
});
