// Opens the phone's own sheet to share the page. Without this file, or where there is no such sheet, the link opens WhatsApp.
if (navigator.share) {
  for (const link of document.querySelectorAll("a[data-share]")) {
    const label = link.querySelector("[data-label]");
    label.textContent = label.dataset.label;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      navigator.share({ title: link.dataset.title, url: link.dataset.address }).catch(() => {}); // closing the sheet is no fault
    });
  }
}
