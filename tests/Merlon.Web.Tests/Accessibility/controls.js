// What can be used: names, labels, ARIA, and what must not be nested.

const interactive = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, audio[controls], video[controls], [contenteditable=''], [contenteditable=true], [tabindex]";

function controlsOf() {
  return [...document.querySelectorAll(interactive), ...document.querySelectorAll("[role]")]
    .filter((element, i, all) => all.indexOf(element) === i)
    .filter((element) => element.matches("a[href], area[href], button, input, select, textarea, summary, iframe") || widgetRoles.has(roleOf(element)) || element.tabIndex >= 0)
    .filter((element) => !element.matches("main[tabindex='-1']"));
}

function controlFaults(fault) {
  for (const control of controlsOf().filter(isTold)) {
    const name = nameOf(control);
    const role = roleOf(control);
    const isScroller = !widgetRoles.has(role) && !control.matches("a, button, input, select, textarea, summary") && isScrollable(control);
    if (!name && role !== "gridcell" && role !== "presentation") fault(isScroller ? "a region that scrolls has no name" : "a control has no name", control, role || control.tagName.toLowerCase());
    if (isScroller && !role) fault("a region that scrolls has no role", control);
    if (name && control.matches("input, select, textarea") && !["submit", "button", "reset", "image"].includes(control.type) && !hasLabel(control)) fault("a field has no label but its placeholder or title", control, excerpt(name));
    if (control.tabIndex > 0) fault("a control jumps the order of the keyboard", control, `tabindex=${control.getAttribute("tabindex")}`);
    labelInName(control, name, fault);
    const inner = control.matches("a[href], button, [role=button], [role=link], [role=checkbox], [role=switch], [role=option], [role=tab], summary") && control.querySelector("a[href], button, input:not([type=hidden]), select, textarea, [tabindex='0']");
    if (inner && !control.matches("summary")) fault("a control stands inside another", inner);
    if (control.matches("input[type=password]") && !control.autocomplete) fault("a field for a password does not say which (autocomplete)", control);
    if (control.matches("a[href]") && control.getAttribute("href").startsWith("javascript:")) fault("a link is a script", control);
    if (control.matches("a[target=_blank]") && !/\bnoopener\b/.test(control.rel)) fault("a link opens a window that may use this one", control);
  }
  for (const hidden of document.querySelectorAll("[aria-hidden=true]")) {
    const inside = [hidden, ...hidden.querySelectorAll("*")].find((element) => element.tabIndex >= 0 && element.matches(interactive) && !element.disabled && element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest("[inert]"));
    if (inside) fault("the keyboard leads into what is hidden from screen readers", inside);
  }
  pictureFaults(fault);
  groupFaults(fault);
}

function isScrollable(element) {
  const style = getComputedStyle(element);
  return /auto|scroll/.test(style.overflowX + style.overflowY);
}

function hasLabel(control) {
  return control.labels?.length > 0 || hasOwnName(control);
}

// "Label in Name": who says what they see must be understood.
function labelInName(control, name, fault) {
  if (!hasOwnName(control) || !control.matches("a, button, summary, [role=button], [role=link], [role=tab], [role=option]")) return;
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const seen = plain([...control.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.data : node.nodeType === Node.ELEMENT_NODE && isSeen(node) && node.getAttribute("aria-hidden") !== "true" && node.tagName.toLowerCase() !== "svg" ? node.innerText ?? "" : "")).join(" "));
  if (seen.length > 1 && !plain(name).includes(seen)) fault("what is heard lacks what is seen", control, `“${excerpt(seen)}” in “${excerpt(name)}”`);
}

function pictureFaults(fault) {
  for (const picture of document.querySelectorAll("img, [role=img], svg, canvas, object, input[type=image]")) {
    if (!picture.checkVisibility({ checkVisibilityCSS: true }) || picture.closest("[aria-hidden=true]") || picture.parentElement?.closest("svg, [role=img]")) continue;
    if (picture.matches("img[alt=''], [role=presentation], [role=none]")) continue;
    if (picture.matches("svg") && !picture.hasAttribute("role") && !hasOwnName(picture)) {
      if (picture.querySelector("a[href], [tabindex='0']")) continue; // a drawing with controls of its own
      fault("a drawing is neither named nor hidden", picture);
    } else if (!nameOf(picture)) fault("a picture has no alternative", picture, picture.tagName.toLowerCase());
  }
}

function groupFaults(fault) {
  for (const group of document.querySelectorAll("dialog, [role=dialog], [role=alertdialog], [role=grid], [role=listbox], [role=tree], [role=tablist], [role=toolbar], [role=menu], [role=radiogroup], fieldset, progress, meter, [role=progressbar], [role=meter]")) {
    if (isTold(group) && !nameOf(group)) fault("a group of controls has no name", group, roleOf(group));
  }
  const radios = new Map();
  for (const radio of document.querySelectorAll("input[type=radio][name]")) if (isTold(radio)) radios.set(radio.name, [...(radios.get(radio.name) ?? []), radio]);
  for (const [name, together] of radios) if (together.length > 1 && !together[0].closest("fieldset, [role=radiogroup], [role=group]")) fault("choices of one question are no group", together[0], name);
}

const ariaAttributes = new Set("activedescendant atomic autocomplete braillelabel brailleroledescription busy checked colcount colindex colindextext colspan controls current describedby description details disabled dropeffect errormessage expanded flowto grabbed haspopup hidden invalid keyshortcuts label labelledby level live modal multiline multiselectable orientation owns placeholder posinset pressed readonly relevant required roledescription rowcount rowindex rowindextext rowspan selected setsize sort valuemax valuemin valuenow valuetext".split(" "));
const ariaValues = {
  "aria-atomic": "true false", "aria-busy": "true false", "aria-checked": "true false mixed undefined", "aria-current": "page step location date time true false", "aria-disabled": "true false",
  "aria-expanded": "true false undefined", "aria-haspopup": "true false menu listbox tree grid dialog", "aria-hidden": "true false undefined", "aria-invalid": "true false grammar spelling",
  "aria-live": "off polite assertive", "aria-modal": "true false", "aria-multiselectable": "true false", "aria-orientation": "horizontal vertical undefined", "aria-pressed": "true false mixed undefined",
  "aria-readonly": "true false", "aria-required": "true false", "aria-selected": "true false undefined", "aria-sort": "ascending descending none other", "aria-autocomplete": "inline list both none",
};
const requiredAttributes = { checkbox: ["aria-checked"], combobox: ["aria-expanded"], heading: ["aria-level"], menuitemcheckbox: ["aria-checked"], menuitemradio: ["aria-checked"], meter: ["aria-valuenow"], radio: ["aria-checked"], scrollbar: ["aria-controls", "aria-valuenow"], slider: ["aria-valuenow"], switch: ["aria-checked"] };
const requiredChildren = { feed: "article", grid: "row rowgroup", list: "listitem", listbox: "option group", menu: "menuitem menuitemcheckbox menuitemradio group separator", menubar: "menuitem menuitemcheckbox menuitemradio group", radiogroup: "radio", row: "cell gridcell columnheader rowheader", rowgroup: "row", table: "row rowgroup caption", tablist: "tab", tree: "treeitem group", treegrid: "row rowgroup" };
const requiredParents = { gridcell: "row", listitem: "list group", menuitem: "menu menubar group", menuitemcheckbox: "menu menubar group", menuitemradio: "menu menubar group", option: "listbox group", row: "grid table treegrid rowgroup", tab: "tablist", treeitem: "tree group" };

function ariaFaults(fault) {
  for (const element of document.body.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (!name.startsWith("aria-")) continue;
      if (!ariaAttributes.has(name.slice(5))) fault("there is no such ARIA attribute", element, name);
      if (ariaValues[name] && value !== "" && !ariaValues[name].split(" ").includes(value)) fault("an ARIA attribute has a value that it cannot have", element, `${name}=${value}`);
    }
    for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant", "aria-flowto", "aria-details", "aria-errormessage", "for", "list", "form"]) {
      const isLater = attribute === "aria-controls" && element.getAttribute("aria-expanded") !== "true" && element.getAttribute("aria-selected") !== "true";
      if (attribute === "for" && element.tagName !== "LABEL" && element.tagName !== "OUTPUT") continue;
      for (const id of idsOf(element, attribute)) if (!document.getElementById(id) && !isLater) fault("something names an id that is not there", element, `${attribute}=${id}`);
    }
    if (element.hasAttribute("role")) roleFaults(element, fault);
  }
}

function roleFaults(element, fault) {
  const words = element.getAttribute("role").trim().split(/\s+/);
  if (!words.some((role) => knownRoles.has(role))) return fault("there is no such role", element, element.getAttribute("role"));
  const role = roleOf(element);
  const isNative = element.matches("input, select, progress, meter, h1, h2, h3, h4, h5, h6");
  for (const attribute of requiredAttributes[role] ?? []) if (!element.hasAttribute(attribute) && !isNative) fault("a role lacks an attribute that it needs", element, `${role}: ${attribute}`);
  if (!isTold(element)) return undefined;
  const owned = () => ownedBy(element);
  if (requiredChildren[role] && element.getAttribute("aria-busy") !== "true" && role !== "combobox") {
    const allowed = requiredChildren[role].split(" ");
    const children = owned();
    const wrong = children.find((child) => !allowed.includes(roleOf(child)));
    if (wrong) fault("a role has a child that it cannot have", wrong, `${role}: ${roleOf(wrong)}`);
    else if (children.length === 0 && ["grid", "tablist", "tree", "menu", "menubar", "radiogroup"].includes(role)) fault("a role lacks the children that it needs", element, `${role}: ${requiredChildren[role]}`);
  }
  if (requiredParents[role]) {
    const parent = ownerOf(element);
    if (!parent || !requiredParents[role].split(" ").includes(roleOf(parent))) fault("a role stands outside the one that it belongs to", element, `${role} in ${(parent && roleOf(parent)) || "nothing"}`);
  }
  return undefined;
}

// Elements without a role of their own are looked through; so are those that are hidden from screen readers.
function ownedBy(element) {
  const found = [];
  const look = (at) => {
    for (const child of at.children) {
      if (!isTold(child)) continue;
      const role = roleOf(child);
      if (role && role !== "presentation" && role !== "generic") found.push(child);
      else look(child);
    }
  };
  look(element);
  return [...found, ...idsOf(element, "aria-owns").map((id) => document.getElementById(id)).filter(Boolean)];
}

function ownerOf(element) {
  const claimed = element.id && document.querySelector(`[aria-owns~="${CSS.escape(element.id)}"]`);
  if (claimed) return claimed;
  for (let at = element.parentElement; at; at = at.parentElement) {
    const role = roleOf(at);
    if (role && role !== "presentation" && role !== "generic") return at;
  }
  return null;
}
