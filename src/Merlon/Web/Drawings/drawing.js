"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  for (const tools of document.querySelectorAll("[data-tools]")) {
    const matrix = document.getElementById(tools.dataset.tools);
    const output = tools.querySelector("output");
    const search = tools.querySelector("input");
    const cells = [...matrix.querySelectorAll(".cell")];
    const find = () => {
      const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const cell of cells) {
        const hit = words.every(word => cell.dataset.words.includes(word));
        cell.dataset.hit = hit ? "1" : "";
        if (hit && words.length) { shown++; }
      }
      for (const cell of cells) {
        const inside = cell.querySelector('.cell[data-hit="1"]');
        cell.classList.toggle("hidden-by-find", cell.dataset.hit !== "1" && !inside);
        const fold = cell.querySelector(":scope > .fold");
        if (fold && words.length && inside) { fold.open = true; }
      }
      output.textContent = words.length ? `${shown} ${shown === 1 ? "cell" : "cells"}` : "";
    };
    search.addEventListener("input", find);
    tools.addEventListener("click", event => {
      const button = event.target.closest("button");
      if (!button) { return; }
      const on = button.getAttribute("aria-pressed") !== "true";
      if (button.dataset.act === "unfold") {
        matrix.querySelectorAll(".fold").forEach(fold => { fold.open = on; });
        button.setAttribute("aria-pressed", String(on));
      } else if (button.dataset.act === "ids") {
        matrix.classList.toggle("ids", on);
        button.setAttribute("aria-pressed", String(on));
      } else {
        const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
        root.dataset.theme = dark ? "light" : "dark";
      }
    });
  }
  const close = keep => document.querySelectorAll("details.one[open]").forEach(one => { if (one !== keep) { one.open = false; } });
  document.addEventListener("click", event => close(event.target.closest("details.one")));
  document.addEventListener("keydown", event => {
    const face = document.activeElement;
    if (event.key === "Escape") {
      close(null);
      return;
    }
    if (!face || !face.classList.contains("face") || !["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key)) { return; }
    event.preventDefault();
    const tactic = face.closest(".tactic");
    const visible = column => [...column.querySelectorAll(".face")].filter(one => one.offsetParent !== null);
    const column = visible(tactic);
    const at = column.indexOf(face);
    let next = null;
    if (event.key === "ArrowDown") { next = column[at + 1]; }
    else if (event.key === "ArrowUp") { next = column[at - 1]; }
    else {
      const beside = event.key === "ArrowRight" ? tactic.nextElementSibling : tactic.previousElementSibling;
      const others = beside ? visible(beside) : [];
      next = others[Math.min(at, others.length - 1)];
    }
    if (next) { next.focus(); }
  });
})();
