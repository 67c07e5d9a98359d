// Shows the name of the chosen file, and nothing while there is none: the browser says that in its own language.
// Without this file the field shows what the browser writes.
const say = (field) => field.toggleAttribute("data-chosen", field.files.length > 0);
document.querySelectorAll("input[type=file]").forEach(say);
document.addEventListener(
  "change",
  ({ target }) => target.matches("input[type=file]") && say(target),
);
