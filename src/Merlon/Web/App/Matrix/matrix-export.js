// Files that need the browser: what is edited here and not saved, and pictures of points.
import { ask, tell, words } from "./app.js";

const W = words("matrix-script");

function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** A file of a layer that only this browser has. */
export async function draw(format, layer) {
  const response = await fetch("/api/v1/layer-tools/render", {
    method: "POST", credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-Form-Key": document.querySelector("meta[name=form-key]")?.content ?? "" }, body: JSON.stringify({ layer: { document: layer }, format }),
  });
  if (!response.ok) throw new Error((await response.json()).detail);
  return response.blob();
}

export async function save(format, layer) {
  try { keep(await draw(format, layer), `${(layer.name || "layer").replace(/[^\w-]+/g, "-").toLowerCase()}.${format}`); } catch (trouble) { tell(trouble.message, "bad"); }
}

/** The picture as PNG: the server's SVG on a canvas. */
export async function png(query, layer) {
  try {
    const svg = layer ? await draw("svg", layer) : new Blob([(await ask("GET", "/matrix/export/svg" + query)).content], { type: "image/svg+xml" });
    const image = new Image();
    const url = URL.createObjectURL(svg);
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
    if (!blob) throw new Error(W("png.failed"));
    keep(blob, "matrix.png");
  } catch { tell(W("png.failed"), "bad"); }
}
