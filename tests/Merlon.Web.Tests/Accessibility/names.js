// Roles and accessible names, by the main rules of "Accessible Name and Description Computation 1.2" and "HTML Accessibility API Mappings".

/** Is it drawn, and not hidden from everybody? What is clipped away for screen readers alone counts as not seen. */
function isSeen(element) {
  if (!element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })) return false;
  const box = element.getBoundingClientRect();
  if (box.width < 2 && box.height < 2) return false;
  for (let at = element; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.clipPath === "inset(50%)" || style.clip === "rect(0px, 0px, 0px, 0px)" || style.opacity === "0") return false;
  }
  return true;
}

/** Does a screen reader meet it? */
function isTold(element) {
  return element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest("[aria-hidden=true]") && !element.closest("[inert]");
}

const inputRoles = { button: "button", submit: "button", reset: "button", image: "button", checkbox: "checkbox", radio: "radio", range: "slider", number: "spinbutton", search: "searchbox" };

const elementRoles = {
  A: (e) => (e.hasAttribute("href") ? "link" : ""), AREA: (e) => (e.hasAttribute("href") ? "link" : ""), ARTICLE: () => "article", ASIDE: () => "complementary", BUTTON: () => "button",
  DATALIST: () => "listbox", DIALOG: () => "dialog", FIELDSET: () => "group", FIGURE: () => "figure", FORM: (e) => (hasOwnName(e) ? "form" : ""),
  FOOTER: (e) => (e.closest("article, aside, main, nav, section") ? "" : "contentinfo"), HEADER: (e) => (e.closest("article, aside, main, nav, section") ? "" : "banner"),
  H1: () => "heading", H2: () => "heading", H3: () => "heading", H4: () => "heading", H5: () => "heading", H6: () => "heading",
  IMG: (e) => (e.getAttribute("alt") === "" ? "presentation" : "img"), INPUT: (e) => (e.type === "hidden" ? "" : e.list ? "combobox" : inputRoles[e.type] || "textbox"),
  LI: () => "listitem", MAIN: () => "main", MENU: () => "list", METER: () => "meter", NAV: () => "navigation", OL: () => "list", OPTION: () => "option", OUTPUT: () => "status",
  PROGRESS: () => "progressbar", SEARCH: () => "search", SECTION: (e) => (hasOwnName(e) ? "region" : ""), SELECT: (e) => (e.multiple || e.size > 1 ? "listbox" : "combobox"), SUMMARY: () => "button",
  TABLE: () => "table", TBODY: () => "rowgroup", THEAD: () => "rowgroup", TFOOT: () => "rowgroup", TR: () => "row", TD: (e) => (inGrid(e) ? "gridcell" : "cell"),
  TEXTAREA: () => "textbox", TH: (e) => (e.getAttribute("scope") === "row" ? "rowheader" : "columnheader"), UL: () => "list",
};

function hasOwnName(element) {
  return Boolean(element.getAttribute("aria-label")?.trim() || element.getAttribute("aria-labelledby")?.trim());
}

function inGrid(cell) {
  return Boolean(cell.closest("table")?.matches("[role=grid], [role=treegrid]"));
}

function roleOf(element) {
  const said = (element.getAttribute("role") || "").trim().split(/\s+/).find((role) => knownRoles.has(role));
  if (said) return said === "none" ? "presentation" : said;
  return elementRoles[element.tagName.toUpperCase()]?.(element) ?? "";
}

const abstractFree =
  "alert alertdialog application article banner blockquote button caption cell checkbox code columnheader combobox complementary contentinfo definition deletion dialog directory document emphasis feed figure form generic grid gridcell group heading img insertion link list listbox listitem log main marquee math menu menubar menuitem menuitemcheckbox menuitemradio meter navigation none note option paragraph presentation progressbar radio radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider spinbutton status strong subscript superscript switch tab table tablist tabpanel term textbox time timer toolbar tooltip tree treegrid treeitem graphics-document graphics-object graphics-symbol";
const knownRoles = new Set(abstractFree.split(" "));
const widgetRoles = new Set("button checkbox combobox gridcell link listbox menuitem menuitemcheckbox menuitemradio option radio scrollbar searchbox slider spinbutton switch tab textbox treeitem".split(" "));
const namedByContent = new Set("button cell checkbox columnheader gridcell heading link menuitem menuitemcheckbox menuitemradio option radio row rowheader switch tab tooltip treeitem".split(" "));

/** The name that a screen reader says; empty when there is none. */
function nameOf(element) {
  return nameWithin(element, new Set(), false).replace(/\s+/g, " ").trim();
}

function nameWithin(element, seen, isReference) {
  if (seen.has(element)) return "";
  seen.add(element);
  if (!isReference && !element.checkVisibility({ checkVisibilityCSS: true })) return "";
  if (!isReference && element.getAttribute("aria-hidden") === "true") return "";
  if (!isReference) {
    const references = idsOf(element, "aria-labelledby").map((id) => document.getElementById(id)).filter(Boolean);
    const told = references.map((part) => nameWithin(part, new Set([...seen].filter((other) => other !== part)), true)).join(" ").trim();
    if (told) return told;
  }
  const label = element.getAttribute("aria-label")?.trim();
  if (label) return label;
  const own = nativeName(element, seen);
  if (own) return own;
  const role = roleOf(element);
  if (isReference || namedByContent.has(role) || seen.size > 1) {
    const embedded = seen.size > 1 ? valueOf(element, role) : null;
    const text = embedded ?? contentOf(element, seen);
    if (text.trim()) return text;
  }
  return element.getAttribute("title")?.trim() || element.getAttribute("placeholder")?.trim() || "";
}

function nativeName(element, seen) {
  const tag = element.tagName.toUpperCase();
  if (element.labels?.length) return [...element.labels].map((label) => nameWithin(label, seen, true)).join(" ").trim();
  if (tag === "INPUT" && ["submit", "button", "reset"].includes(element.type)) return element.value || { submit: "Submit", reset: "Reset" }[element.type] || "";
  if ((tag === "IMG" || tag === "AREA" || (tag === "INPUT" && element.type === "image")) && element.hasAttribute("alt")) return element.getAttribute("alt").trim();
  const first = { FIELDSET: "legend", TABLE: "caption", FIGURE: "figcaption", SVG: "title" }[tag];
  const part = first && [...element.children].find((child) => child.tagName.toLowerCase() === first);
  return part ? (tag === "SVG" ? part.textContent : nameWithin(part, seen, true)).trim() : "";
}

function valueOf(element, role) {
  if (role === "textbox" || role === "searchbox") return element.value ?? element.textContent;
  if (role === "combobox" || role === "listbox") return element.selectedOptions ? [...element.selectedOptions].map((option) => option.textContent).join(" ") : element.value ?? "";
  if (["slider", "spinbutton", "progressbar", "meter"].includes(role)) return element.getAttribute("aria-valuetext") ?? element.getAttribute("aria-valuenow") ?? String(element.value ?? "");
  return null;
}

function contentOf(element, seen) {
  let text = generatedText(element, "::before");
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    else if (node.nodeType === Node.ELEMENT_NODE && !["SCRIPT", "STYLE", "TEMPLATE"].includes(node.tagName.toUpperCase())) {
      const isBlock = !getComputedStyle(node).display.startsWith("inline");
      const part = nameWithin(node, seen, false);
      text += isBlock ? ` ${part} ` : part;
    }
  }
  return text + generatedText(element, "::after");
}

function generatedText(element, which) {
  const content = getComputedStyle(element, which).content;
  return content.startsWith("\"") ? content.slice(1, content.lastIndexOf("\"")).replace(/^"? \/ "/, "") : "";
}

function idsOf(element, attribute) {
  return (element.getAttribute(attribute) || "").split(/\s+/).filter(Boolean);
}

/** Where an element is, short enough to read and good enough to find it. */
function whereIs(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const parts = [];
  for (let at = element; at && at !== document.documentElement && parts.length < 4; at = at.parentElement) {
    if (at.id) {
      parts.unshift(`#${CSS.escape(at.id)}`);
      break;
    }
    const classes = typeof at.className === "string" && at.className.trim() ? "." + at.className.trim().split(/\s+/).slice(0, 2).join(".") : "";
    const kin = at.parentElement ? [...at.parentElement.children].filter((other) => other.tagName === at.tagName) : [];
    parts.unshift(at.tagName.toLowerCase() + classes + (kin.length > 1 ? `:nth-of-type(${kin.indexOf(at) + 1})` : ""));
  }
  return parts.join(" > ");
}

function excerpt(text) {
  const short = text.replace(/\s+/g, " ").trim();
  return short.length > 40 ? short.slice(0, 39) + "…" : short;
}
