// Looks now and then whether codes leave late, and says so above the form. Without this file, a link reads the page again.
const FIRST = 9_000,
  NEXT = 10_000,
  TIMES = 18; // milliseconds; three minutes in all
const note = document.querySelector("[data-codes-late]");

async function look(times) {
  try {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (!answer.ok) return; // the code has served, or is over: the form will say so
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-codes-late]");
    if (now.textContent.trim() !== note.textContent.trim()) note.replaceChildren(...now.childNodes);
  } catch {} // no network: the next look tells
  if (times > 1) setTimeout(look, NEXT, times - 1);
}
setTimeout(look, FIRST, TIMES);
