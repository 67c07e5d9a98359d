// Says until when the door is open, or when it opens, in Tunis, from the table of hours beside it; nothing where there is none for the period in force,
// for unknown is not closed, nor on a page kept for longer than its hours are known to hold. Without this file the table says it all.
const DAY = 1440;
const minutesOf = (clock) => clock.slice(0, 2) * 60 + +clock.slice(3, 5);
// Swedes write "2026-11-30 08:05:00".
const [date, clock] = new Date().toLocaleString("sv", { timeZone: "Africa/Tunis" }).split(" ");
const midnight = Date.parse(date);
const now = minutesOf(clock);
const weekdayIn = (days) => (new Date(midnight).getUTCDay() + 13 + days) % 7; // Monday is 0

for (const note of document.querySelectorAll("[data-open-now]")) {
  const words = note.dataset;
  const place = note.closest("[data-place]") ?? document;
  const known = (Date.parse(words.until) - midnight) / 864e5; // days that the period lasts from here
  if (!place.querySelector("[data-period-in-force]") || known < 0) continue;
  let open;
  let next;
  for (let days = -1; days <= known; days += 1)
    for (const { dataset } of place.querySelectorAll("[data-period-in-force] [data-opens]")) {
      if (!dataset.weekday.split(" ").includes(`${weekdayIn(days)}`)) continue;
      const start = days * DAY + minutesOf(dataset.opens);
      let end = days * DAY + minutesOf(dataset.closes);
      if (end <= start) end += DAY; // past midnight
      if (start <= now && now < end) open ??= dataset.closes;
      if (start > now && !(next?.start < start)) next = { start, days, time: dataset.opens };
    }
  const name = (days) =>
    new Date(midnight + days * 864e5).toLocaleDateString(document.documentElement.lang, {
      timeZone: "UTC",
      weekday: "long",
    });
  note.textContent = open
    ? words.open.replace("{time}", open)
    : next
      ? words[next.days ? "later" : "today"]
          .replace("{day}", name(next.days))
          .replace("{time}", next.time)
      : words.closed;
  note.classList.toggle("dot--none", !open);
  note.classList.add("dot");
  note.hidden = false;
}
