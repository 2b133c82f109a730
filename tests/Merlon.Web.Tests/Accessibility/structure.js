// What holds for the page as a document: language, title, headings, landmarks, lists, tables, ids, live regions.

function structureFaults(fault) {
  const root = document.documentElement;
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(root.lang)) fault("the document says no language", root, root.lang || "lang is missing");
  if (!document.title.trim()) fault("the document has no title", root);
  const viewport = document.querySelector("meta[name=viewport]")?.content ?? "";
  if (/user-scalable\s*=\s*(no|0)/.test(viewport) || Number(/maximum-scale\s*=\s*([\d.]+)/.exec(viewport)?.[1] ?? 9) < 2) fault("the page cannot be enlarged", root, viewport);
  if (document.querySelector("meta[http-equiv=refresh i]")) fault("the page moves on by itself", root);
  headingFaults(fault);
  landmarkFaults(fault);
  listFaults(fault);
  tableFaults(fault);
  idFaults(fault);
  if (!document.querySelector("[aria-live=polite], [aria-live=assertive], [role=status], [role=alert], [role=log], output")) fault("no live region says what happened", document.body);
  for (const region of document.querySelectorAll("[aria-live=assertive], [aria-live=polite], [role=status]")) {
    if (region.closest("[aria-hidden=true]")) fault("a live region is hidden from those whom it is for", region);
  }
}

function headingFaults(fault) {
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6, [role=heading]")].filter(isTold);
  const level = (heading) => Number(heading.getAttribute("aria-level") ?? heading.tagName.slice(1));
  const open = [...document.querySelectorAll("dialog[open], [role=dialog]")].filter(isTold);
  const inPage = headings.filter((heading) => !open.some((dialog) => dialog.contains(heading)));
  const firsts = inPage.filter((heading) => level(heading) === 1);
  if (firsts.length !== 1) fault("there is not exactly one h1", firsts[1] ?? document.body, String(firsts.length));
  let before = 0;
  for (const heading of inPage) {
    if (!nameOf(heading)) fault("a heading is empty", heading);
    if (level(heading) > before + 1 && before > 0) fault("a level of headings is left out", heading, `h${before} to h${level(heading)}`);
    before = level(heading);
  }
}

const landmarkRoles = new Set(["banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"]);

function landmarkFaults(fault) {
  const landmarks = [...document.body.querySelectorAll("*")].filter((element) => landmarkRoles.has(roleOf(element)) && isTold(element));
  const of = (role) => landmarks.filter((element) => roleOf(element) === role);
  if (of("main").length !== 1) fault("there is not exactly one main", of("main")[1] ?? document.body, String(of("main").length));
  for (const role of ["banner", "contentinfo"]) if (of(role).length > 1) fault(`there is more than one ${role}`, of(role)[1], String(of(role).length));
  for (const role of ["navigation", "complementary", "region", "form", "search"]) {
    const same = of(role);
    const names = same.map(nameOf);
    if (same.length > 1) same.forEach((element, i) => {
      if (!names[i] || names.indexOf(names[i]) !== i) fault(`two landmarks cannot be told apart (${role})`, element, names[i] || "no name");
    });
  }
  const within = (element) => element.closest("dialog, [role=dialog], [role=alertdialog], [role=status], [role=alert], [role=log], [aria-live], output, .skip, a[href^='#']:first-child")
    || landmarks.some((landmark) => landmark.contains(element));
  const outside = new Set(seenTexts().map((node) => node.parentElement).filter((element) => isTold(element) && !within(element)));
  for (const element of outside) fault("a text stands outside all landmarks", element, excerpt(element.textContent));
  const skip = document.querySelector("body a[href^='#']");
  if (of("navigation").length && !skip) fault("nothing leads past the navigation", document.body);
  for (const link of document.querySelectorAll("a[href^='#']")) {
    const id = decodeURIComponent(link.getAttribute("href").slice(1));
    if (id && id !== "top" && !document.getElementById(id)) fault("a link within the page leads nowhere", link, `#${id}`);
  }
}

/** Text nodes that the reader sees. */
function seenTexts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (/\S/.test(node.data) && !["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "TITLE", "DESC", "OPTION", "OPTGROUP", "DATALIST"].includes(node.parentElement.tagName.toUpperCase()) && isSeen(node.parentElement)) found.push(node);
  }
  return found;
}

function listFaults(fault) {
  for (const list of document.querySelectorAll("ul, ol, menu")) {
    if (list.getAttribute("role") && !["list", "none", "presentation"].includes(list.getAttribute("role"))) continue;
    for (const child of list.children) if (!["LI", "SCRIPT", "TEMPLATE"].includes(child.tagName) && roleOf(child) !== "listitem") fault("a list has something else than items", child, child.tagName.toLowerCase());
  }
  for (const item of document.querySelectorAll("li")) if (!item.getAttribute("role") && !item.parentElement.matches("ul, ol, menu, [role=list]")) fault("an item stands outside a list", item);
  for (const list of document.querySelectorAll("dl")) {
    for (const child of list.children) if (!["DT", "DD", "DIV", "SCRIPT", "TEMPLATE"].includes(child.tagName)) fault("a list of terms has something else than terms", child, child.tagName.toLowerCase());
  }
  for (const term of document.querySelectorAll("dt, dd")) if (!term.parentElement.matches("dl, dl > div")) fault("a term stands outside a list of terms", term);
}

function tableFaults(fault) {
  for (const table of document.querySelectorAll("table")) {
    if (!isTold(table) || ["presentation", "none"].includes(table.getAttribute("role"))) continue;
    const heads = [...table.querySelectorAll("th, [role=columnheader], [role=rowheader]")];
    if (heads.length === 0) fault("a table has no headers", table);
    for (const cell of table.querySelectorAll("[headers]")) {
      for (const id of idsOf(cell, "headers")) if (!document.getElementById(id)) fault("a cell names a header that is not there", cell, id);
    }
    for (const head of heads) {
      if (isTold(head) && !nameOf(head) && !(head.matches("thead tr:first-child > :first-child") && table.querySelector("tbody th"))) fault("a header of a table is empty", head);
      const scope = head.getAttribute("scope");
      if (scope !== null && !["row", "col", "rowgroup", "colgroup"].includes(scope)) fault("a header has a scope that is none", head, scope);
    }
  }
}

function idFaults(fault) {
  const met = new Map();
  for (const element of document.querySelectorAll("[id]")) {
    if (met.has(element.id)) fault("two elements have the same id", element, element.id);
    met.set(element.id, element);
  }
  const keys = new Map();
  for (const element of document.querySelectorAll("[accesskey]")) {
    if (keys.has(element.accessKey)) fault("two elements have the same access key", element, element.accessKey);
    keys.set(element.accessKey, element);
  }
}
