// Refines a list in place: a changed filter fetches the form's own address and shows its results.
// Without this file the form's button sends it, and the page is the same.
const form = () => document.querySelector("form[data-refine]");
const fields = () => [...form().elements];
let pending;

async function show(address, { push }) {
  pending?.abort();
  pending = new AbortController();
  const focused = nameOf(document.activeElement);
  try {
    const answer = await fetch(address, { signal: pending.signal });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-results]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    }
    if (push) history.pushState({ refined: true }, "", address);
    else tickAs(page.querySelector("form[data-refine]"));
    document.title = page.title;
    for (const link of document.querySelectorAll("a.lang-link"))
      link.href = page.querySelector("a.lang-link").href;
    fields()
      .find((field) => field.name && nameOf(field) === focused)
      ?.focus({ preventScroll: true });
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address); // whatever went wrong, the plain page still works
  }
}

const isTicked = (field) => ["checkbox", "radio"].includes(field.type);
const nameOf = (field) => `${field.name}=${isTicked(field) ? field.value : ""}`;

// Back and forward change the address: what is ticked and chosen is what it says.
function tickAs(told) {
  const asTold = new Map([...(told?.elements ?? [])].map((field) => [nameOf(field), field]));
  for (const field of fields()) {
    const as = asTold.get(nameOf(field));
    if (as && isTicked(field)) field.checked = as.checked;
    else if (as?.name) field.value = as.value;
  }
}

function addressOf(refined) {
  const chosen = new URLSearchParams(
    [...new FormData(refined)].filter(([, value]) => value !== ""),
  );
  return `${refined.getAttribute("action") ?? location.pathname}?${chosen}`;
}

document.addEventListener("change", (event) => {
  const refined = event.target.form;
  if (refined && refined === form()) show(addressOf(refined), { push: true });
});
// The script of the search box comes when one goes there: few readers do.
document.addEventListener("focusin", ({ target }) => {
  const { suggestScript } = target.form?.dataset ?? {};
  if (suggestScript && target.type === "search") import(suggestScript).catch(() => {});
});
const showAddress = () => form() && show(location.href, { push: false });
addEventListener("popstate", showAddress);
addEventListener("pageshow", (event) => event.persisted && showAddress()); // left while an answer was on its way
