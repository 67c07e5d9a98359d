// Says whether the door is open now, in Tunis, from the table of hours beside it; nothing where there is none for the period in force, for unknown is
// not closed. Without this file the table says it all.
const minutesOf = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

for (const note of document.querySelectorAll("[data-open-now]")) {
  const place = note.closest("[data-place]") ?? document;
  if (!place.querySelector("[data-period-in-force]")) continue;
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Africa/Tunis",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date());
  const part = (type) => parts.find((one) => one.type === type).value;
  const today = DAYS.indexOf(part("weekday"));
  const now = minutesOf(`${part("hour")}:${part("minute")}`);
  const open = [...place.querySelectorAll("[data-period-in-force] [data-opens]")].some(
    ({ dataset }) => {
      const days = dataset.weekday.split(" ").map(Number),
        opens = minutesOf(dataset.opens),
        closes = minutesOf(dataset.closes);
      if (closes > opens) return days.includes(today) && now >= opens && now < closes;
      return (
        (days.includes(today) && now >= opens) || (days.includes((today + 6) % 7) && now < closes)
      ); // past midnight
    },
  );
  note.textContent = open ? note.dataset.open : note.dataset.closed;
  note.classList.add(open ? "dot" : "dot--none", "dot");
  note.hidden = false;
}
