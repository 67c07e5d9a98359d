// On the officers' desk: gives the lists in which one types to find (select2) the name of their field, and what is chosen its language.
// Without this file they work, and a screen reader says their value alone. The help of two lists side by side is a picture with a name.
const { fn } = window.django?.jQuery ?? {};
const plain = fn?.djangoAdminSelect2;
const name = (element) =>
  element.getAttribute("aria-label") || element.labels[0]?.textContent.trim() || "";

function called(element) {
  const box = element.nextElementSibling;
  const shown = box.querySelector(".select2-selection__rendered");
  if (element.multiple) {
    box.querySelector(".select2-search__field").setAttribute("aria-label", name(element));
  } else {
    // Its own name, then what is chosen.
    const choice = box.querySelector(".select2-selection");
    choice.id = `${element.id}-choice`;
    choice.setAttribute("aria-label", name(element));
    choice.setAttribute("aria-labelledby", `${choice.id} ${shown.id}`);
    for (const fact of ["role", "aria-readonly", "lang", "dir"]) shown.removeAttribute(fact); // a text in a list, no field of its own
    const chosen = element.selectedOptions[0];
    if (chosen?.lang) Object.assign(shown, { lang: chosen.lang, dir: chosen.dir });
  }
}

function opened(element) {
  // What it opens is named as of ARIA 1.2; select2 says it as of 1.0 alone.
  const box = element.nextElementSibling.querySelector("[role=combobox][aria-owns]");
  box?.setAttribute("aria-controls", box.getAttribute("aria-owns"));
  const open = document.querySelectorAll(
    ".select2-container--open :is(.select2-search__field, .select2-results__options)",
  );
  for (const part of open) part.setAttribute("aria-label", name(element));
}

if (plain) {
  fn.djangoAdminSelect2 = function () {
    // The cross that empties several at once is no item of their list: each has its own.
    for (const element of this) {
      if (element.multiple) element.dataset.allowClear = "false";
      element.dataset.dropdownParent = "#content"; // within the page's main part
    }
    plain.call(this);
    for (const element of this) {
      called(element);
      window.django.jQuery(element).on({
        change: () => called(element),
        "select2:open": () => opened(element),
        "select2:close": () => closed(element),
      });
    }
    return this;
  };
}

function closed(element) {
  element.nextElementSibling.querySelector("[aria-controls]")?.removeAttribute("aria-controls");
}

addEventListener("load", () => {
  for (const help of document.querySelectorAll("span.help-tooltip[aria-label]"))
    help.setAttribute("role", "img");
});
