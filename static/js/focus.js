// On the officers' desk: a touch on a photograph writes what must stay in view when it is cut, in hundredths of its sides.
// Without this file the two numbers are typed.
for (const preview of document.querySelectorAll("[data-focus]")) {
  const [across, down] = ["focus_x", "focus_y"].map((name) =>
    preview.closest(".inline-related").querySelector(`[name$="-${name}"]`),
  );
  if (!across) continue; // an officer who only reads
  const mark = preview.appendChild(document.createElement("i"));
  const place = () =>
    Object.assign(mark.style, { left: `${across.value}%`, top: `${down.value}%` }); // of the photograph: never mirrored
  preview.title = preview.dataset.focus;
  preview.addEventListener("click", (event) => {
    const sides = preview.getBoundingClientRect();
    across.value = Math.round((100 * (event.clientX - sides.left)) / sides.width);
    down.value = Math.round((100 * (event.clientY - sides.top)) / sides.height);
    place();
  });
  for (const number of [across, down]) number.addEventListener("input", place);
  place();
}
