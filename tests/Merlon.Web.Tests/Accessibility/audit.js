// One look at the page as it stands. Every fault is a sentence: what, where, how much.

function look(parts, given) {
  showEverything();
  const faults = [];
  const fault = (what, element, howMuch) => faults.push(`${what}: ${whereIs(element ?? document.body)}${howMuch ? ` (${howMuch})` : ""}`);
  const looks = {
    structure: () => structureFaults(fault), controls: () => controlFaults(fault), aria: () => ariaFaults(fault), contrast: () => contrastFaults(fault), targets: () => targetFaults(fault),
    reflow: () => reflowFaults(fault), spacing: () => spacingFaults(fault), motion: () => motionFaults(fault), focus: () => focusFaults(fault), keyboard: () => keyboardFaults(fault, given),
  };
  for (const part of parts) looks[part]();
  return [...new Set(faults)];
}

// Sections that the browser leaves out until they are scrolled to are measured by a guessed height, and lie over what follows: they are drawn first.
function showEverything() {
  if (document.adoptedStyleSheets.length > 0) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets = [sheet];
}
