// Keeps this page readable without a network, from the second it has been read once. Without this file it is a page like the others.
const worker = document.querySelector("[data-worker]")?.dataset.worker;
if (worker && "serviceWorker" in navigator)
  navigator.serviceWorker.register(worker).catch(() => {}); // a private window has none
