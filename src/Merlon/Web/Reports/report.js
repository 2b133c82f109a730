// Niceties only: the report says everything without this script.
(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('scripted');

  const themes = ['system', 'light', 'dark'];
  const toggle = document.querySelector('[data-theme-toggle]');
  const remember = (theme) => {
    try { localStorage.setItem('merlon-theme', theme); } catch { /* a file may have no storage */ }
  };
  const remembered = () => {
    try { return localStorage.getItem('merlon-theme'); } catch { return null; }
  };
  const show = (theme) => {
    if (theme === 'system') { delete root.dataset.theme; } else { root.dataset.theme = theme; }
    toggle.textContent = 'Theme: ' + theme;
  };
  let theme = themes.includes(remembered()) ? remembered() : 'system';
  show(theme);
  toggle.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    show(theme);
    remember(theme);
  });

  const matches = (element, words) => {
    const text = element.textContent.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const wordsOf = (input) => input.value.toLowerCase().split(/\s+/).filter(Boolean);

  for (const input of document.querySelectorAll('[data-filter]')) {
    const section = input.closest('section');
    const selector = { cells: '.cells > .cell', changes: '.change' }[input.dataset.filter] ?? '.gap, .rest tbody tr';
    input.addEventListener('input', () => {
      const words = wordsOf(input);
      for (const element of section.querySelectorAll(selector)) {
        element.hidden = !matches(selector === '.change' ? element.firstElementChild : element, words);
      }
    });
  }

  for (const box of document.querySelectorAll('[data-hide-cold]')) {
    const matrix = box.closest('section').querySelector('.matrix');
    box.addEventListener('change', () => matrix.classList.toggle('hot-only', box.checked));
  }

  for (const button of document.querySelectorAll('[data-fold]')) {
    const section = button.closest('section');
    button.addEventListener('click', () => {
      for (const details of section.querySelectorAll('.matrix details')) {
        details.open = button.dataset.fold === 'open';
      }
    });
  }
})();
