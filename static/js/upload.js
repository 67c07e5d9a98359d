// Sends photographs one by one, each with its progress and its own answer; a heavy one is made smaller first, so that a slow line sends less.
// Without this file the form sends them together, and the page answers for each.
const LARGEST_SIDE = 2560;
const HEAVY = 3 * 1024 * 1024;
const SHRINKS = ["image/jpeg", "image/png", "image/webp"]; // never HEIC: not every browser reads it

function start(form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-sending]");
  const said = form.querySelector("[data-said]");
  const row = form.querySelector("template[data-row]");
  const words = (of) =>
    form.querySelector("template[data-words]").content.querySelector(`[data-of="${of}"]`)
      .textContent;
  const most = Number(form.dataset.mostBytes);
  let line = Promise.resolve(); // one after the other: a slow line is not shared
  let left = 0; // on their way or waiting for it: who leaves meanwhile is asked first
  const ask = (event) => event.preventDefault();
  const count = (by) => {
    left += by;
    if (left) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask); // the page may be kept for the way back
  };

  function show(file) {
    const item = row.content.firstElementChild.cloneNode(true);
    item.querySelector("[data-name]").textContent = file.name;
    list.append(item);
    const again = item.querySelector("[data-again]");
    again.addEventListener("click", () => queue(file, item));
    return item;
  }

  function tell(item, sentence, ended) {
    item.querySelector("[data-state]").textContent = sentence;
    if (ended) {
      item.dataset.ended = ended;
      said.textContent = `${item.querySelector("[data-name]").textContent} : ${sentence}`;
    } else delete item.dataset.ended;
    item.querySelector("[data-again]").hidden = ended !== "bad" || item.dataset.final === "yes";
  }

  function queue(file, item = show(file)) {
    item.querySelector("progress").value = 0;
    tell(item, words("waits"));
    count(1);
    line = line
      .then(() => send(file, item))
      .catch(() => tell(item, words("failed"), "bad"))
      .finally(() => count(-1))
      .then((added) => added && refresh());
  }

  async function send(file, item) {
    const lighter = await shrunk(file);
    if (lighter.size > most) {
      item.dataset.final = "yes";
      return tell(item, words("heavy"), "bad");
    }
    const answer = await post(lighter, file.name, (part) => {
      item.querySelector("progress").value = part;
      tell(item, part < 100 ? words("sending").replace("{n}", part) : words("cleaning"));
    });
    if (!answer) return tell(item, words("failed"), "bad");
    if (answer.signedOut) return tell(item, words("signedout"), "bad");
    if (answer.refused.length) return tell(item, answer.refused[0].sentence, "bad");
    tell(item, words("done"), "good");
    return true;
  }

  function post(file, name, progress) {
    const sent = new FormData();
    for (const field of form.querySelectorAll("input[type=hidden]"))
      sent.append(field.name, field.value);
    sent.append(input.name, file, name);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action || location.href);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener(
        "progress",
        (event) =>
          event.lengthComputable && progress(Math.floor((100 * event.loaded) / event.total)),
      );
      for (const end of ["error", "abort", "timeout"])
        request.addEventListener(end, () => resolve(null));
      request.addEventListener("load", () => {
        const isOurs = request.getResponseHeader("Content-Type")?.startsWith("application/json");
        if (isOurs) resolve(JSON.parse(request.responseText));
        else resolve(request.status < 400 || request.status === 403 ? { signedOut: true } : null);
      });
      request.send(sent);
    });
  }

  // A whole plain form keeps working for who chooses and presses; with the script, choosing is enough.
  for (const plain of form.querySelectorAll("[data-plain]")) plain.hidden = true;
  input.required = false;
  input.addEventListener("change", () => {
    const files = [...input.files]; // emptying the field empties its own list
    input.value = "";
    for (const file of files) queue(file);
  });
}

async function shrunk(file) {
  if (file.size <= HEAVY || !SHRINKS.includes(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(picture.width * scale),
      height: Math.round(picture.height * scale),
    });
    const pen = canvas.getContext("2d");
    Object.assign(pen, { fillStyle: "#fff", imageSmoothingQuality: "high" }).fillRect(
      0,
      0,
      canvas.width,
      canvas.height,
    );
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const lighter = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
    return lighter && lighter.size < file.size ? lighter : file;
  } catch {
    return file; // the server says what is wrong with it
  }
}

async function refresh() {
  const place = document.querySelector("[data-photos]");
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser()
      .parseFromString(await answer.text(), "text/html")
      .querySelector("[data-photos]");
    if (!fresh || !place) return;
    place.replaceChildren(...fresh.childNodes);
    place.dispatchEvent(new Event("refreshed", { bubbles: true }));
  } catch {
    // the photograph is there; the list shows it at the next page
  }
}

for (const form of document.querySelectorAll("form[data-upload]")) start(form);
