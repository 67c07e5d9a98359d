// Makes the drawing of a recording play and stop it at a touch, and fill as it goes on.
// Without this file the browser's own controls stand under the drawing.
const sounds = [...document.querySelectorAll("[data-sound]")].map((sound) => {
  const audio = sound.querySelector("audio");
  const button = sound.querySelector("button");
  const said = button.querySelector("span");
  const wave = sound.querySelector("svg");
  const played = wave.cloneNode(true);
  played.setAttribute("class", "sound__played");
  wave.after(played);
  const show = () => {
    const part = audio.ended ? 0 : audio.currentTime / (audio.duration || 1);
    sound.toggleAttribute("data-playing", !audio.paused);
    said.textContent = audio.paused ? button.dataset.play : button.dataset.pause;
    played.style.setProperty("--left", `${100 - 100 * part}%`);
  };
  for (const event of ["play", "pause", "timeupdate", "ended"]) audio.addEventListener(event, show);
  audio.addEventListener("play", () => sounds.forEach((one) => one === audio || one.pause()));
  const offer = (drawing) => {
    button.hidden = !drawing;
    audio.controls = !drawing;
  };
  // where the browser reads none of the files, its controls say so
  const gaveUp = () => audio.networkState === audio.NETWORK_NO_SOURCE && offer(false);
  button.addEventListener("click", () => {
    if (audio.paused) audio.play().catch(gaveUp);
    else audio.pause();
  });
  offer(true);
  show();
  return audio;
});
