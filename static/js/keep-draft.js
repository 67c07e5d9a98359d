// Keeps what is typed in `form[data-keep]` on this telephone until the server says that it is saved, and puts it back when the page opens again.
// Says so when there is no network. Without this file a form is sent as it is, and the server gives back what was typed with every refusal.
const KEPT = "kept:";
const SENT = "kept-sent";
const words = document.querySelector("template[data-keep-words]");
const isAnswer = words?.dataset.keepWords === "answer"; // to what was just sent; else a page that was asked for
const store = (() => {
  // a browser may refuse it, or have no room left: the form still works
  const attempt = (work) => {
    try {
      return work();
    } catch {
      return null;
    }
  };
  return {
    read: (key) => attempt(() => JSON.parse(localStorage.getItem(key))),
    write: (key, value) => attempt(() => localStorage.setItem(key, JSON.stringify(value))),
    forget: (key) => attempt(() => localStorage.removeItem(key)),
    keys: () =>
      attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(KEPT))) ?? [],
    sent: (key) =>
      attempt(() =>
        key === undefined ? sessionStorage.getItem(SENT) : sessionStorage.setItem(SENT, key),
      ),
  };
})();

const address = location.pathname.replace(/^\/(ar|fr)\//, "/"); // the other language is the same form
const keyOf = (form, place) => `${KEPT}${address}#${form.id || place}`;
const forgotten = ["file", "password", "submit", "button", "image", "reset"];
const isTyped = (field) =>
  field.name &&
  !forgotten.includes(field.type) &&
  (field.type !== "hidden" || "kept" in field.dataset);
const isOn = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : true);
const valuesOf = (field) =>
  field.type === "select-multiple"
    ? [...field.selectedOptions].map((option) => option.value)
    : [field.value];

function typed(form) {
  const kept = {};
  for (const field of form.elements) {
    if (!isTyped(field)) continue;
    kept[field.name] ??= [];
    if (isOn(field)) kept[field.name].push(...valuesOf(field));
  }
  return kept;
}

function putBack(form, kept) {
  const left = structuredClone(kept);
  for (const field of form.elements) {
    const values = isTyped(field) && left[field.name];
    if (!values) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (field.type === "select-multiple")
      for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values.shift(); // several fields of one name: each its own
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

// Whether a person would see a difference: not in what the page carries for itself.
function differs(form, kept) {
  const now = typed(form);
  const seen = [...form.elements]
    .filter((field) => isTyped(field) && field.type !== "hidden")
    .map((field) => field.name);
  const plain = (values) =>
    JSON.stringify((values ?? []).map((value) => value.replace(/\r\n/g, "\n").trim()));
  return seen.some((name) => name in kept && plain(kept[name]) !== plain(now[name]));
}

function say(form, what) {
  form.querySelector("[data-kept-said]")?.remove();
  const said = words?.content.querySelector(`[data-of="${what}"]`)?.cloneNode(true);
  if (!said) return;
  said.dataset.keptSaid = what;
  form.prepend(said);
  said.scrollIntoView({ block: "nearest" });
}

// A draft is what was typed (`now`) and the page that it was typed on (`before`): over another one it is only put back by who asks.
function keep(form, key) {
  const shown = typed(form);
  const kept = store.read(key);
  let { before, now } = kept ?? {};
  const write = () => store.write(key, { before, now: typed(form) });
  if (isAnswer) {
    // what the server answered is what is being written, not what was sent
    before ??= shown;
    if (key === sent) write();
  } else if (now && differs(form, now)) {
    if (differs(form, before)) offer(form, key, shown, now);
    else back(form, key, shown, now);
    before = shown;
  } else {
    before = shown;
    if (kept && !form.querySelector("[role=alert]")) store.forget(key); // what came back with errors is not saved yet
  }
  form.addEventListener("input", write);
  form.addEventListener("change", write);
  form.addEventListener("submit", (event) => {
    write();
    if (navigator.onLine) return store.sent(key);
    event.preventDefault();
    say(form, "offline");
  });
  addEventListener(
    "online",
    () => form.querySelector('[data-kept-said="offline"]') && say(form, "online"),
  );
}

function back(form, key, shown, now) {
  putBack(form, now);
  say(form, "back");
  on(form, "[data-forget]", () => {
    putBack(form, shown);
    store.forget(key);
  });
}

// The page has changed since: nothing of it is covered unasked.
function offer(form, key, shown, now) {
  say(form, "other");
  on(form, "[data-put-back]", () => back(form, key, shown, now));
  on(form, "[data-forget]", () => store.forget(key));
}

function on(form, button, does) {
  form.querySelector(button)?.addEventListener("click", () => {
    form.querySelector("[data-kept-said]").remove();
    does();
  });
}

const forgetAll = () => store.keys().forEach(store.forget);
for (const place of document.querySelectorAll("[data-forget-drafts]")) {
  if (place.matches("form")) place.addEventListener("submit", forgetAll);
  else forgetAll();
}
// Saved: the page after the form says so itself. A page that did not come, or came back with errors, does not.
const sent = store.sent();
if (sent && document.querySelector("[data-saved]")) store.forget(sent);
store.sent("");
document
  .querySelectorAll("form[data-keep]")
  .forEach((form, place) => keep(form, keyOf(form, place)));
