// Looks at the photograph of a hammering before it is sent: too dark, blurred, lit from the front, too far. Advice, never a refusal.
// Without this file the photograph is sent as it is.
const SIDE = 256; // px of the whole as it is looked at, and of its middle at full size
const TILES = 8; // a side
const DARK = 60; // mean light, of 255
const BLURRED = 0.03; // variance of the Laplacian in the middle, of that of the light there
const PLAIN = 6; // deviation of light in a tile where nothing is hammered
const FILLED = 0.6; // of the tiles
const FLAT = 16; // deviation of light between the side of a blow and its shadow

const block = document.querySelector("[data-raking-check]");
const mean = (all) => all.reduce((sum, each) => sum + each, 0) / all.length;
const variance = (all) => mean(all.map((each) => each ** 2)) - mean(all) ** 2;

function greys(picture, x, y, side) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(picture, x, y, side, side, 0, 0, SIDE, SIDE);
  const { data } = pen.getImageData(0, 0, SIDE, SIDE);
  return Array.from(
    { length: SIDE * SIDE },
    (_, at) => 0.3 * data[4 * at] + 0.59 * data[4 * at + 1] + 0.11 * data[4 * at + 2],
  );
}

function edges(grey) {
  const found = [];
  for (let at = SIDE + 1; at < grey.length - SIDE - 1; at++)
    found.push(4 * grey[at] - grey[at - 1] - grey[at + 1] - grey[at - SIDE] - grey[at + SIDE]);
  return found;
}

function deviations(grey) {
  const tiles = Array.from({ length: TILES * TILES }, () => []);
  const size = SIDE / TILES;
  for (let at = 0; at < grey.length; at++)
    tiles[Math.floor(at / SIDE / size) * TILES + Math.floor((at % SIDE) / size)].push(grey[at]);
  return tiles.map((tile) => Math.sqrt(Math.max(0, variance(tile))));
}

function advice(picture) {
  const { width, height } = picture;
  const side = Math.min(width, height);
  const close = Math.min(SIDE, side);
  const whole = greys(picture, (width - side) / 2, (height - side) / 2, side);
  const middle = greys(picture, (width - close) / 2, (height - close) / 2, close);
  const relief = deviations(whole);
  const hammered = relief.filter((each) => each > PLAIN);
  if (mean(whole) < DARK) return ["dark", "anyway"]; // nothing else can be told
  const said = [];
  if (variance(edges(middle)) < BLURRED * variance(middle)) said.push("blurred");
  if (hammered.length < FILLED * relief.length) said.push("far");
  else if (mean(hammered) < FLAT) said.push("flat");
  return said.length ? [...said, "anyway"] : ["good"];
}

block?.addEventListener("change", async ({ target }) => {
  const list = block.querySelector("[data-advice]");
  list.replaceChildren();
  const [file] = target.files ?? [];
  if (!file) return;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const words = block.querySelector("template[data-words]").content;
    const said = advice(picture).map((of) => words.querySelector(`[data-of="${of}"]`));
    list.append(...said.map((each) => each.cloneNode(true)));
    picture.close();
  } catch {
    // a kind of file that this browser does not read: the server will
  }
});
