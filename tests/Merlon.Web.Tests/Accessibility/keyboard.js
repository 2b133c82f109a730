// The keyboard: where Tab leads, whether one sees where one is, and whether what has the focus lies bare.

/** What Tab should reach, in order: of a group of choices the chosen one, or the first. */
function tabStops() {
  const open = [...document.querySelectorAll("dialog:modal")].at(-1);
  return [...(open ?? document).querySelectorAll("a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [contenteditable=''], [contenteditable=true], [tabindex]")]
    .filter((element) => element.tabIndex >= 0 && !element.disabled && !element.matches(":disabled") && !element.closest("[inert]") && element.checkVisibility({ checkVisibilityCSS: true }))
    .filter((element) => !element.matches("summary") || element.parentElement?.firstElementChild === element)
    .filter((element) => !element.matches("input[type=radio]") || isChosenOfItsGroup(element));
}

function isChosenOfItsGroup(radio) {
  const group = [...document.querySelectorAll("input[type=radio]")].filter((other) => other.name === radio.name && other.form === radio.form && !other.disabled);
  return (group.find((other) => other.checked) ?? group[0]) === radio;
}

const focusParts = ["outlineStyle", "outlineWidth", "outlineColor", "outlineOffset", "boxShadow", "backgroundColor", "backgroundImage", "color", "textDecorationLine", "textDecorationThickness", "borderTopColor", "borderTopWidth", "borderBottomColor", "borderBottomWidth", "borderLeftColor", "borderLeftWidth", "stroke", "strokeWidth", "fill", "transform", "filter", "opacity", "insetBlockStart"];

function lookOf(element) {
  const looks = [];
  for (const [part, pseudo] of [[element], [element, "::before"], [element, "::after"], [element.parentElement], [element.parentElement?.parentElement], ...[...element.children].slice(0, 6).map((child) => [child])]) {
    if (part) looks.push(...focusParts.map((name) => getComputedStyle(part, pseudo)[name]));
  }
  return looks.join("|");
}

/** Focuses one of each kind of stop and looks for a difference; an outline must stand out from what is around. */
function focusFaults(fault) {
  const still = new CSSStyleSheet();
  still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  const had = document.activeElement;
  const kinds = new Map();
  for (const stop of tabStops()) {
    const kind = `${stop.tagName} ${stop.getAttribute("class") ?? ""} ${stop.getAttribute("type") ?? ""} ${stop.getAttribute("role") ?? ""} ${stop.parentElement?.tagName} ${stop.parentElement?.getAttribute("class") ?? ""}`;
    if (!kinds.has(kind)) kinds.set(kind, stop);
  }
  for (const stop of kinds.values()) {
    document.activeElement?.blur?.();
    const before = lookOf(stop);
    stop.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement !== stop) continue;
    const style = getComputedStyle(stop);
    if (lookOf(stop) === before) fault("one does not see that it has the focus", stop);
    else if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "auto") {
      const backs = stop.parentElement && backgroundsOf(stop.parentElement, [0, 0]);
      const ratio = backs ? Math.max(...backs.map((back) => contrastOf(over(colourOf(style.outlineColor), back), back))) : 9;
      if (ratio < 2.995 && !before.includes(style.backgroundColor)) fault("the mark of the focus is too faint", stop, `${ratio.toFixed(2)} of 3`);
    }
  }
  document.activeElement?.blur?.();
  had?.focus?.({ preventScroll: true });
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== still);
}

/** Begins to note where the focus goes; the caller presses Tab. */
function watchFocus() {
  document.activeElement?.blur?.();
  window.scrollTo(0, 0);
  const seen = [];
  const covered = [];
  const note = (event) => {
    seen.push(event.target);
    const box = event.target.getBoundingClientRect();
    if (box.width > 0 && box.height > 0 && isSeen(event.target) && isCovered(event.target, box)) covered.push(event.target);
  };
  document.addEventListener("focusin", note, true);
  // A field of date or time has a stop for each of its parts, and one for its calendar: Tab stays in it for so long.
  const parts = document.querySelectorAll("input[type=date], input[type=time], input[type=datetime-local], input[type=month]").length * 3;
  window.merlonFocus = { seen, covered, parts, stops: tabStops(), end: () => document.removeEventListener("focusin", note, true) };
  return window.merlonFocus.stops.length + parts;
}

// Wholly hidden below something that stays in place (2.4.11).
function isCovered(element, box) {
  const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.left + box.width * x, box.top + box.height * y])).filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
  return points.length > 0 && points.every(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    if (!top || element.contains(top) || top.contains(element) || [...(element.labels ?? [])].some((label) => label.contains(top))) return false;
    for (let at = top; at; at = at.parentElement) if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return !at.contains(element);
    return false;
  });
}

function keyboardFaults(fault, presses) {
  const { seen, covered, stops, end, parts } = window.merlonFocus;
  end();
  delete window.merlonFocus;
  const reached = new Set(seen);
  const last = seen.at(-1);
  const isWhole = presses >= stops.length + parts;
  if (last && document.activeElement === last && seen.length < presses - 1 - parts && reached.size < Math.min(stops.length, presses)) fault("the keyboard cannot leave it", last);
  if (isWhole) for (const stop of stops) if (!reached.has(stop) && stop.isConnected && stop.checkVisibility({ checkVisibilityCSS: true }) && !stop.matches("iframe")) fault("Tab does not reach it", stop);
  for (const element of new Set(covered)) fault("what has the focus lies below something else", element);
}
