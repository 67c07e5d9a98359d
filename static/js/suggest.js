// Proposes names while one types in a search box: a list that arrows go through, Enter opens, Escape closes.
// Without this file, or the network, the form's button searches as ever.
const set = (element, facts) => {
  for (const [name, value] of Object.entries(facts)) element.setAttribute(name, value);
};

function propose(form) {
  const box = form.elements.q;
  const list = document.createElement("div");
  let chosen = -1;
  let timer;
  let pending;

  const show = (isShown) => {
    list.hidden = !isShown;
    box.setAttribute("aria-expanded", isShown);
    choose(-1);
  };
  const choose = (place) => {
    list.children[chosen]?.setAttribute("aria-selected", false);
    chosen = place;
    const option = list.children[chosen];
    set(box, { "aria-activedescendant": option?.id ?? "" });
    option?.setAttribute("aria-selected", true);
    option?.scrollIntoView({ block: "nearest" });
  };
  const option = ({ name, lang, dir, kind, url }, place) => {
    const link = Object.assign(document.createElement("a"), { href: url, tabIndex: -1 });
    set(link, { id: `${list.id}-${place}`, role: "option", "aria-selected": false });
    const said = Object.assign(document.createElement("bdi"), { lang, dir, textContent: name });
    const note = Object.assign(document.createElement("small"), { textContent: kind });
    link.append(said, " ", note);
    return link;
  };
  const ask = async () => {
    pending = new AbortController();
    try {
      const asked = new URLSearchParams({ q: box.value });
      const answer = await fetch(`${form.dataset.suggest}?${asked}`, { signal: pending.signal });
      list.replaceChildren(...(await answer.json()).ways.map(option));
      show(list.children.length > 0 && document.activeElement === box);
    } catch (error) {
      if (error.name !== "AbortError") show(false);
    }
  };

  list.id = `${box.id}-propositions`;
  list.className = "propositions";
  set(list, { role: "listbox", "aria-label": box.labels[0].textContent });
  set(box, {
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
  });
  box.after(list);
  show(false);

  const wait = () => {
    clearTimeout(timer);
    pending?.abort();
    if (box.value.trim().length > 1) timer = setTimeout(ask, 150);
    else show(false);
  };
  box.addEventListener("input", wait);
  if (document.activeElement === box && box.value !== box.defaultValue) wait(); // typed before this came
  box.addEventListener("keydown", (event) => {
    const { length } = list.children;
    if (event.isComposing || !length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      if (list.hidden) show(true);
      // Past the last, and before the first, one is back in the box.
      choose(((chosen + 1 + step + length + 1) % (length + 1)) - 1);
    } else if (list.hidden) return;
    else if (event.key === "Escape") show(false);
    else if (event.key === "Enter" && chosen >= 0) list.children[chosen].click();
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", () => {
    clearTimeout(timer);
    show(false);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
}

for (const form of document.querySelectorAll("form[data-suggest]")) propose(form);
