// Gives the forms of a page that the browser kept whole back as they were served, so that what is
// chosen is what the address says. Without this file they stay as they were left.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const form of document.querySelectorAll("form[data-as-served]")) form.reset();
});
