// Before anything is painted: the reader's choice of light or dark, where there is one.
try {
  const theme = localStorage.getItem("merlon-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* no storage: the system's choice */ }
document.documentElement.classList.add("scripted");
