"use strict";
(() => {
  const script = document.currentScript;
  const root = script.dataset.root;
  const hitsMax = 12;

  const theme = document.getElementById("theme");
  const saved = (() => { try { return localStorage.getItem("merlon-theme"); } catch { return null; } })();
  const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const name = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  if (saved === "dark" || saved === "light") { document.documentElement.dataset.theme = saved; }
  theme.hidden = false;
  name();
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("merlon-theme", document.documentElement.dataset.theme); } catch { /* a page on a disk may not keep it */ }
    name();
  });

  const find = document.querySelector(".find");
  const input = document.getElementById("q");
  const list = document.getElementById("hits");
  const count = document.getElementById("count");
  find.hidden = false;
  let loading = null;
  const index = () => loading ??= new Promise((resolve, reject) => {
    const data = document.createElement("script");
    data.src = root + "search-index.js";
    data.onload = () => resolve(window.merlonIndex.map(([id, title, aliases, kind, path]) => ({ id, title, aliases: aliases ? aliases.split("\n") : [], kind, path })));
    data.onerror = reject;
    document.head.append(data);
  });

  // Whole ids and names first, then beginnings, then words inside, then other names.
  const rank = (entry, word) => {
    const id = entry.id.toLowerCase(), title = entry.title.toLowerCase();
    if (id === word || title === word) { return 0; }
    if (entry.aliases.some(alias => alias.toLowerCase() === word)) { return 1; }
    if (id.startsWith(word) || title.startsWith(word)) { return 2; }
    if (title.includes(" " + word) || title.includes(word)) { return 3; }
    if (entry.aliases.some(alias => alias.toLowerCase().includes(word))) { return 4; }
    return word.split(/\s+/).every(part => (title + " " + id).includes(part)) ? 5 : 9;
  };

  const show = async () => {
    const word = input.value.trim().toLowerCase();
    if (!word) { list.hidden = true; count.textContent = ""; return; }
    const entries = await index();
    if (word !== input.value.trim().toLowerCase()) { return; }
    const found = entries.map(entry => ({ entry, rank: rank(entry, word) })).filter(hit => hit.rank < 9);
    found.sort((a, b) => a.rank - b.rank);
    list.replaceChildren(...found.slice(0, hitsMax).map(({ entry }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = root + entry.path;
      const id = document.createElement("span");
      id.textContent = entry.id;
      const title = document.createElement("b");
      title.textContent = entry.title;
      const more = document.createElement("small");
      more.textContent = [entry.kind, ...entry.aliases.slice(0, 4)].join(" · ");
      link.append(id, title, more);
      item.append(link);
      return item;
    }));
    count.textContent = found.length === 0 ? "nothing found" : found.length + " found";
    list.hidden = found.length === 0;
  };

  input.addEventListener("input", show);
  input.addEventListener("focus", () => { index().catch(() => { count.textContent = "the search index could not be read"; }); });
  find.addEventListener("keydown", event => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && links.length) { links[Math.min(at + 1, links.length - 1)].focus(); event.preventDefault(); }
    if (event.key === "ArrowUp" && at >= 0) { (at === 0 ? input : links[at - 1]).focus(); event.preventDefault(); }
    if (event.key === "Enter" && document.activeElement === input && links.length) { links[0].click(); }
    if (event.key === "Escape") { list.hidden = true; input.focus(); }
  });
  document.addEventListener("click", event => { if (!find.contains(event.target)) { list.hidden = true; } });
  document.addEventListener("keydown", event => { if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) { input.focus(); event.preventDefault(); } });
})();
