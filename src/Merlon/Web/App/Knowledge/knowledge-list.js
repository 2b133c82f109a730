// Lists: a changed choice is applied at once, and what a form left empty does not clutter the address.
for (const form of document.querySelectorAll("[data-k-filters]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string" && value !== ""));
    location.search = query.toString();
  });
  for (const field of form.querySelectorAll("select, input[type=checkbox]")) field.addEventListener("change", () => form.requestSubmit());
}
