// Pictures that change step by step, scrubbed and played in the browser: no round trip.

/** @typedef {object} Data
 * @property {string} version another one: another sheet
 * @property {string} sheet a data URI: a row for each step, a column for each picture, no gaps
 * @property {number} columns how many pictures stand side by side on a wide page
 * @property {number} steps the number of the last step
 * @property {number} width of a picture, in pixels
 * @property {number} height
 * @property {string[]} names of the pictures
 * @property {string[][]} texts by step, then by picture
 * @property {string[]} captions of the steps
 * @property {string} label
 * @property {string} play
 * @property {string} pause
 */

/** @typedef {object} Steps what is kept of one on the page
 * @property {Data} data
 * @property {HTMLButtonElement} button
 * @property {HTMLInputElement} range its value is the number of the step
 * @property {HTMLElement} caption
 * @property {HTMLElement} tiles
 * @property {{canvas: HTMLCanvasElement, words: HTMLElement}[]} cells the pictures, each with what is said of it
 * @property {HTMLImageElement | null} image
 * @property {string | null} version of the sheet that is shown or on its way
 * @property {number | undefined} timer while it plays
 */

/** @type {WeakMap<object, Steps>} */
const kept = new WeakMap();

/** @type {(root: HTMLElement, data: Data) => Steps} */
function build(root, data) {
  root.innerHTML = `
    <div class="row"><button type="button"></button><input type="range" min="0" value="0">
    <span class="caption"></span></div><div class="holder"><div class="tiles"></div></div>`;
  return {
    data, button: /** @type {HTMLButtonElement} */ (root.querySelector("button")),
    range: /** @type {HTMLInputElement} */ (root.querySelector("input")),
    caption: /** @type {HTMLElement} */ (root.querySelector(".caption")),
    tiles: /** @type {HTMLElement} */ (root.querySelector(".tiles")),
    cells: [], image: null, version: null, timer: undefined,
  };
}

/** @type {(s: Steps) => void} */
function lay(s) {
  s.tiles.style.setProperty("--columns", String(s.data.columns));
  s.tiles.style.setProperty("--fewer", String(Math.ceil(s.data.columns / 2)));
  s.tiles.innerHTML = s.data.names.map(() =>
    `<div><div class="stack"><canvas role="img"></canvas></div><div class="words"><div></div></div></div>`).join("");
  s.cells = [...s.tiles.children].map((node) => ({
    canvas: /** @type {HTMLCanvasElement} */ (node.querySelector("canvas")),
    words: /** @type {HTMLElement} */ (node.querySelector(".words > div")),
  }));
  s.cells.forEach(({ canvas }) => { canvas.width = s.data.width; canvas.height = s.data.height; });
}

/** @type {(s: Steps) => void} */
function draw(s) {
  const d = s.data, step = Number(s.range.value);
  s.caption.textContent = d.captions[step];
  s.range.setAttribute("aria-valuetext", d.captions[step]);
  s.cells.forEach(({ canvas, words }, i) => {
    const text = d.texts[step][i];
    words.textContent = text;
    canvas.setAttribute("aria-label", `${d.names[i]}, ${d.captions[step]}: ${text}`);
    if (s.image) canvas.getContext("2d")?.drawImage(
      s.image, i * d.width, step * d.height, d.width, d.height, 0, 0, d.width, d.height);
  });
}

/** @type {(s: Steps) => void} */
function stop(s) { clearInterval(s.timer); s.timer = undefined; s.button.textContent = s.data.play; }

/** @type {(s: Steps) => void} */
function play(s) {
  const last = Number(s.range.max);
  if (Number(s.range.value) === last) s.range.value = "0";
  s.button.textContent = s.data.pause;
  s.timer = setInterval(() => {
    s.range.value = String(Number(s.range.value) + 1);
    draw(s);
    if (Number(s.range.value) === last) stop(s);
  }, 100);
}

/** @type {import("@streamlit/component-v2-lib").FrontendRenderer<{}, Data>} */
export default function ({ data, parentElement }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".root"));
  const before = kept.get(parentElement), s = before?.range.isConnected ? before : build(root, data);
  kept.set(parentElement, s);
  s.data = data;
  s.range.max = String(data.steps);
  s.range.setAttribute("aria-label", data.label);
  s.button.onclick = () => (s.timer ? stop(s) : play(s));
  s.range.oninput = () => { if (s.timer) stop(s); requestAnimationFrame(() => draw(s)); };
  if (!s.timer) s.button.textContent = data.play;
  if (s.cells.length !== data.names.length || s.cells[0].canvas.width !== data.width) lay(s);
  if (s.version !== data.version) {
    s.version = data.version;
    const image = new Image();
    image.onload = () => { s.image = image; draw(s); };
    image.src = data.sheet;
  } else draw(s);
  return () => clearInterval(s.timer);
}
