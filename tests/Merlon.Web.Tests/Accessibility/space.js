// Room: size of targets (2.5.8), one column at 320 pixels (1.4.10), text further apart (1.4.12), motion (2.3.3).

const targetLeast = 24;

function targetFaults(fault) {
  const targets = controlsOf().filter((element) => isSeen(element) && !isDisabled(element) && element.matches("a[href], button, input, select, textarea, summary, [role=button], [role=link], [role=checkbox], [role=switch], [role=tab], [role=option], [role=menuitem], [role=slider], [role=treeitem]"))
    .map((element) => ({ element, box: targetBox(element) })).filter(({ box }) => box.width > 0 && box.height > 0);
  const small = targets.filter(({ box }) => box.width < targetLeast - 0.5 || box.height < targetLeast - 0.5);
  for (const target of small) {
    if (target.element.matches("a, button") && isInline(target.element)) continue;
    const middle = [target.box.left + target.box.width / 2, target.box.top + target.box.height / 2];
    const near = targets.find((other) => other !== target && !other.element.contains(target.element) && !target.element.contains(other.element)
      && (small.includes(other) ? Math.hypot(other.box.left + other.box.width / 2 - middle[0], other.box.top + other.box.height / 2 - middle[1]) < targetLeast - 0.5 : distanceTo(other.box, middle) < targetLeast / 2 - 0.5));
    if (near) fault("a target is too small and too close to another", target.element, `${Math.round(target.box.width)} × ${Math.round(target.box.height)} of ${targetLeast}, beside ${whereIs(near.element)}`);
  }
}

// What is pressed for a tick or choice is its label too.
function targetBox(element) {
  const boxes = [element, ...(element.labels ?? [])].filter(isSeen).flatMap((part) => [...part.getClientRects()]);
  if (boxes.length === 0) return element.getBoundingClientRect();
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  return new DOMRect(left, top, Math.max(...boxes.map((box) => box.right)) - left, Math.max(...boxes.map((box) => box.bottom)) - top);
}

function isInline(element) {
  return getComputedStyle(element).display.startsWith("inline") && isInSentence(element);
}

function distanceTo(box, [x, y]) {
  return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
}

function reflowFaults(fault) {
  const root = document.documentElement;
  const page = Math.max(root.scrollWidth, document.body.scrollWidth);
  if (page <= innerWidth + 1) return;
  const wide = [...document.body.querySelectorAll("*")].filter((element) => isSeen(element) && element.getBoundingClientRect().right + scrollX > innerWidth + 1 && !isWithinScroller(element));
  const deepest = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other))).slice(0, 5);
  for (const element of deepest.length ? deepest : [document.body]) fault(`the page scrolls sideways at ${innerWidth} pixels`, element, `${page} pixels`);
}

function isWithinScroller(element) {
  for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
  return false;
}

/** Elements whose text is cut off now; called before and after the letters are set further apart. */
function cutTexts() {
  return new Set(seenTexts().map((node) => node.parentElement).filter((element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      const cutsAcross = /hidden|clip/.test(style.overflowX) && at.scrollWidth > at.clientWidth + 2;
      const cutsDown = /hidden|clip/.test(style.overflowY) && at.scrollHeight > at.clientHeight + 3;
      if ((cutsAcross || cutsDown) && at.clientWidth > 0) return !at.title && !at.closest("[title]") && !(at instanceof SVGElement);
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) return false;
    }
    return false;
  }));
}

function spacingFaults(fault) {
  const before = cutTexts();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  for (const element of cutTexts()) if (!before.has(element)) fault("a text is cut off when letters stand further apart", element, excerpt(element.textContent));
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth + 1) fault("the page scrolls sideways when letters stand further apart", document.body, `${root.scrollWidth} of ${innerWidth} pixels`);
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
}

// Runs where the reader asked for less motion.
function motionFaults(fault) {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const animation of document.getAnimations()) {
    const timing = animation.effect?.getComputedTiming();
    if (timing && animation.playState === "running" && Number(timing.activeDuration) > 200) fault("something moves although less motion is asked for", animation.effect.target ?? document.body, `${Math.round(Number(timing.activeDuration))} ms`);
  }
  for (const element of [document.documentElement, document.body, document.querySelector("main")].filter(Boolean)) {
    if (getComputedStyle(element).scrollBehavior === "smooth") fault("the page glides although less motion is asked for", element);
  }
}
