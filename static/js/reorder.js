// Lets a photograph be dragged to its place by its handle, by finger or mouse; what is sent is what the buttons send.
// Without this file the handles stay hidden, and the buttons beside them do the same.
const board = document.querySelector("[data-photos]");
const items = () => [...board.querySelectorAll("[data-key]")];

function showHandles() {
  const several = items().length > 1;
  for (const handle of board.querySelectorAll("[data-handle]")) handle.hidden = !several;
}

async function save(item) {
  const form = item.querySelector("form");
  const sent = new FormData();
  sent.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  sent.append("move", `to:${item.dataset.key}`);
  sent.append("place", items().indexOf(item));
  try {
    const answer = await fetch(board.dataset.arrange, { method: "POST", body: sent });
    const fresh =
      answer.ok &&
      new DOMParser()
        .parseFromString(await answer.text(), "text/html")
        .querySelector("[data-photos]");
    if (!fresh) throw new Error(answer.status);
    board.replaceChildren(...fresh.childNodes);
    showHandles();
  } catch {
    location.reload(); // the order that is kept
  }
}

function take(event) {
  const handle = event.target.closest("[data-handle]");
  if (!handle || event.button) return;
  event.preventDefault();
  const item = handle.closest("[data-key]");
  const from = items().indexOf(item);
  handle.setPointerCapture(event.pointerId);
  item.classList.add("is-held");

  function move({ clientY }) {
    const over = items().find((other) => {
      const box = other.getBoundingClientRect();
      return other !== item && clientY > box.top && clientY < box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    const isAfter = item.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (isAfter && clientY > box.top + box.height / 2) over.after(item);
    else if (!isAfter && clientY < box.top + box.height / 2) over.before(item);
    else return;
    handle.setPointerCapture(event.pointerId); // moved in the page, the handle lets go
  }

  function drop(end) {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", drop);
    removeEventListener("pointercancel", drop);
    item.classList.remove("is-held");
    if (end.type === "pointercancel") location.reload();
    else if (items().indexOf(item) !== from) save(item);
  }

  addEventListener("pointermove", move);
  addEventListener("pointerup", drop);
  addEventListener("pointercancel", drop);
}

if (board) {
  showHandles();
  board.addEventListener("pointerdown", take);
  board.addEventListener("refreshed", showHandles);
}
