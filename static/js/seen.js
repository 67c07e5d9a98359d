// Says that a request for quotation was shown to its reader, not merely fetched: a form of the page that nobody presses. Without this file it stays "sent".
const form = document.querySelector("form[data-seen]");
const say = () => {
  if (form && !document.hidden) {
    document.removeEventListener("visibilitychange", say);
    navigator.sendBeacon(form.action, new FormData(form));
  }
};
document.addEventListener("visibilitychange", say);
say();
