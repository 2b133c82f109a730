// Contrast of what is seen against what is behind it (WCAG 2.2, 1.4.3 and 1.4.11), colours composited from the page up.

const canvas = document.createElement("canvas");
canvas.width = canvas.height = 1;
const brush = canvas.getContext("2d", { willReadFrequently: true });
const colours = new Map();

/** Any CSS colour as [red, green, blue, alpha], 0 to 255 and 0 to 1. */
function colourOf(text) {
  if (!colours.has(text)) {
    const numbers = /^rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)(?:,\s*([\d.]+))?\)$/.exec(text);
    if (numbers) colours.set(text, [Number(numbers[1]), Number(numbers[2]), Number(numbers[3]), numbers[4] === undefined ? 1 : Number(numbers[4])]);
    else {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = "rgba(0, 0, 0, 0)";
      brush.fillStyle = text;
      brush.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
      colours.set(text, [red, green, blue, alpha / 255]);
    }
  }
  return colours.get(text);
}

function over(front, back, opacity = 1) {
  const alpha = front[3] * opacity;
  return [0, 1, 2].map((i) => front[i] * alpha + back[i] * (1 - alpha)).concat(1);
}

function luminance([red, green, blue]) {
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrastOf(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function pageColour() {
  const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
  return isDark ? [18, 18, 18, 1] : [255, 255, 255, 1];
}

/** Colours that may stand behind a place of the page: several where a gradient does. */
function backgroundsOf(element, centre) {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    const opacity = Number(style.opacity);
    const image = style.backgroundImage;
    if (image.includes("gradient(")) layers.push({ colours: (image.match(/(?:rgba?|color|oklch|oklab|hsla?)\([^()]*\)/g) ?? []).map(colourOf), opacity });
    else if (image !== "none" && image.includes("url(")) return null; // a picture: nobody can tell from the styles
    layers.push({ colours: [colourOf(style.backgroundColor)], opacity });
    if (at instanceof SVGSVGElement && at !== element) layers.splice(layers.length - 1, 0, ...shapesBehind(element, at, centre));
    if (colourOf(style.backgroundColor)[3] === 1 && opacity === 1) break;
    if (getComputedStyle(at).position === "fixed" && at.matches("dialog, [popover]")) break;
  }
  let found = [pageColour()];
  for (const layer of layers.reverse()) found = layer.colours.length ? layer.colours.flatMap((colour) => found.map((back) => over(colour, back, layer.opacity))) : found;
  return found.slice(0, 16);
}

// What is drawn earlier in the same drawing and lies behind the middle of a text.
function shapesBehind(text, drawing, [x, y]) {
  const shapes = [];
  for (const shape of drawing.querySelectorAll("rect, path, circle, ellipse, polygon")) {
    if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING) || shape.closest("defs, clipPath, pattern, mask, symbol")) continue;
    const box = shape.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
    const style = getComputedStyle(shape);
    if (style.fill === "none" || style.visibility === "hidden" || style.display === "none") continue;
    const matrix = shape.getScreenCTM();
    if (matrix && !shape.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix.inverse()))) continue;
    const fill = style.fill.startsWith("url(") ? null : colourOf(style.fill);
    if (fill) shapes.unshift({ colours: [fill], opacity: Number(style.fillOpacity) * Number(style.opacity) });
  }
  return shapes;
}

function opacityOf(element) {
  let opacity = 1;
  for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
  return opacity;
}

function isDisabled(element) {
  return Boolean(element.closest(":disabled, [aria-disabled=true], fieldset:disabled") || element.closest("label")?.control?.disabled);
}

function contrastFaults(fault) {
  const done = new Set();
  for (const node of seenTexts()) {
    const element = node.parentElement;
    if (done.has(element) || isDisabled(element)) continue;
    done.add(element);
    if (!/[\p{L}\p{N}]/u.test(node.data)) continue; // a sign or ornament: 1.4.11 at most
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    judgeText(element, getComputedStyle(element), [box.left + box.width / 2, box.top + box.height / 2], node.data, fault);
  }
  for (const element of document.querySelectorAll("input, textarea, select")) {
    if (!isSeen(element) || isDisabled(element) || ["checkbox", "radio", "range", "color", "file", "hidden", "image"].includes(element.type)) continue;
    judgeText(element, getComputedStyle(element), [0, 0], element.value || "value", fault);
    if (element.placeholder) judgeText(element, { ...pick(getComputedStyle(element)), color: getComputedStyle(element, "::placeholder").color }, [0, 0], element.placeholder, fault);
    edgeFault(element, fault);
  }
  linkFaults(fault);
}

function pick(style) {
  return { color: style.color, fill: style.fill, fontSize: style.fontSize, fontWeight: style.fontWeight, fillOpacity: style.fillOpacity };
}

function judgeText(element, style, centre, text, fault) {
  const isDrawn = element instanceof SVGElement && !(element instanceof SVGSVGElement);
  const said = isDrawn ? style.fill : style.color;
  const backs = backgroundsOf(element, centre);
  if (!backs || said.startsWith("url(") || said === "none") return;
  const size = parseFloat(style.fontSize) * (isDrawn ? Math.abs(element.getScreenCTM?.()?.a ?? 1) : 1);
  const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
  const worst = Math.min(...backs.map((back) => contrastOf(over(colourOf(said), back, opacityOf(element) * (isDrawn ? Number(style.fillOpacity) : 1)), back)));
  if (worst < least - 0.005) fault("a text is too faint", element, `${worst.toFixed(2)} of ${least}, “${excerpt(text)}”`);
}

// The edge of a field, or its face, stands out from what is around it.
function edgeFault(element, fault) {
  const style = getComputedStyle(element);
  const backs = element.parentElement && backgroundsOf(element.parentElement, [0, 0]);
  const faces = backgroundsOf(element, [0, 0]);
  if (!backs || !faces) return;
  const edge = parseFloat(style.borderBottomWidth) > 0 && style.borderBottomStyle !== "none" ? colourOf(style.borderBottomColor) : null;
  const best = Math.max(...backs.map((back) => Math.max(edge ? contrastOf(over(edge, back), back) : 1, contrastOf(faces[0], back))));
  if (best < 2.995) fault("the edge of a field is too faint", element, `${best.toFixed(2)} of 3`);
}

// A link within a sentence is known by more than its hue.
function linkFaults(fault) {
  for (const link of document.querySelectorAll("p a[href], dd a[href], li a[href]")) {
    const style = getComputedStyle(link);
    if (!isSeen(link) || !isInSentence(link) || style.display !== "inline" || style.textDecorationLine.includes("underline") || parseFloat(style.borderBottomWidth) > 0) continue;
    if (colourOf(style.backgroundColor)[3] > 0 || Math.abs(Number(style.fontWeight) - Number(getComputedStyle(link.parentElement).fontWeight)) >= 200) continue;
    const ratio = contrastOf(colourOf(style.color), colourOf(getComputedStyle(link.parentElement).color));
    if (ratio < 2.995) fault("a link in a sentence is known by its colour alone", link, `${ratio.toFixed(2)} of 3`);
  }
}

/** Does text stand beside it, in the same block? */
function isInSentence(element) {
  let block = element.parentElement;
  while (block && getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
  const own = element.textContent.replace(/\s+/g, "").length;
  const links = [...(block?.querySelectorAll("a, button") ?? [])].reduce((sum, other) => sum + other.textContent.replace(/\s+/g, "").length, 0);
  return Boolean(block) && block.textContent.replace(/\s+/g, "").length - Math.max(own, links) > 3;
}
