// A strip of frames, in one picture or as texts, scrubbed and played in the browser: no round trip.

/** @typedef {object} Data
 * @property {string} version another one: another sprite
 * @property {string | null} sprite a data URI: the frames side by side in rows of `columns`
 * @property {string[] | null} texts the frames where they are no pictures
 * @property {number} frames how many there are
 * @property {number} columns
 * @property {number} width of a frame in the sprite, in pixels
 * @property {number} height
 * @property {number} show how wide a frame is shown
 * @property {string[]} captions of the frames
 * @property {string} label
 * @property {string} play
 * @property {string} pause
 * @property {boolean} autoplay
 * @property {number} start the frame that a new sprite begins with
 * @property {number} fps
 */

/** @typedef {object} Strip what is kept of one on the page
 * @property {Data} data
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} text
 * @property {HTMLButtonElement} button
 * @property {HTMLInputElement} range its value is the number of the frame
 * @property {HTMLElement} caption
 * @property {HTMLImageElement | null} image
 * @property {string | null} version of the sprite that is shown or on its way
 * @property {number | undefined} timer while it plays
 */

/** @type {WeakMap<object, Strip>} */
const kept = new WeakMap();

/** @type {(root: HTMLElement, data: Data) => Strip} */
function build(root, data) {
  root.innerHTML = `
    <canvas role="img"></canvas><pre class="items" role="region" tabindex="0"></pre>
    <div class="row"><button type="button"></button><input type="range" min="0" value="0"></div>
    <div class="caption" aria-live="off"></div>`;
  return {
    data, canvas: /** @type {HTMLCanvasElement} */ (root.querySelector("canvas")),
    text: /** @type {HTMLElement} */ (root.querySelector(".items")),
    button: /** @type {HTMLButtonElement} */ (root.querySelector("button")),
    range: /** @type {HTMLInputElement} */ (root.querySelector("input")),
    caption: /** @type {HTMLElement} */ (root.querySelector(".caption")),
    image: null, version: null, timer: undefined,
  };
}

/** @type {(s: Strip) => void} */
function draw(s) {
  const d = s.data, i = Number(s.range.value);
  if (d.texts) s.text.textContent = d.texts[i];
  else if (s.image) drawPicture(s, s.image, i);
  else return;
  const text = d.captions[i] ?? String(i);
  s.caption.textContent = text;
  (d.texts ? s.text : s.canvas).setAttribute("aria-label", `${d.label}: ${text}`);
  s.range.setAttribute("aria-valuetext", text);
}

/** @type {(s: Strip, image: HTMLImageElement, i: number) => void} */
function drawPicture(s, image, i) {
  const d = s.data, g = /** @type {CanvasRenderingContext2D} */ (s.canvas.getContext("2d"));
  g.imageSmoothingEnabled = false;
  const x = (i % d.columns) * d.width, y = Math.floor(i / d.columns) * d.height;
  g.drawImage(image, x, y, d.width, d.height, 0, 0, s.canvas.width, s.canvas.height);
}

/** @type {(s: Strip) => void} */
function stop(s) {
  clearInterval(s.timer); s.timer = undefined;
  s.button.textContent = s.data.play;
}

/** @type {(s: Strip) => void} */
function play(s) {
  s.button.textContent = s.data.pause;
  s.timer = setInterval(() => {
    const last = Number(s.range.max), now = Number(s.range.value);
    s.range.value = String(now >= last ? 0 : now + 1);
    draw(s);
  }, 1000 / s.data.fps);
}

// Small frames are enlarged with hard edges; of large ones the browser makes smaller ones with soft edges.
/** @type {(s: Strip, data: Data) => void} */
function size(s, data) {
  const large = data.width > data.show, width = large ? data.width : data.show;
  s.canvas.width = width; s.canvas.height = Math.round((data.height * width) / data.width);
  s.canvas.style.width = `${data.show}px`;
  s.canvas.style.imageRendering = large ? "auto" : "";
}

/** @type {(s: Strip, sprite: string) => void} */
function load(s, sprite) {
  const image = new Image();
  image.onload = () => {
    s.image = image; draw(s);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (s.data.autoplay && !still && !s.timer) play(s);
  };
  image.src = sprite;
}

/** @type {import("@streamlit/component-v2-lib").FrontendRenderer<{}, Data>} */
export default function ({ data, parentElement }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".root"));
  const before = kept.get(parentElement), s = before?.canvas.isConnected ? before : build(root, data);
  kept.set(parentElement, s);
  s.data = data;
  s.canvas.hidden = data.texts !== null; s.text.hidden = data.texts === null;
  size(s, data);
  const atEnd = s.version === null || Number(s.range.value) >= Number(s.range.max);
  s.range.max = String(data.frames - 1);
  s.range.setAttribute("aria-label", data.label);
  s.button.onclick = () => (s.timer ? stop(s) : play(s));
  s.range.oninput = () => { if (s.timer) stop(s); requestAnimationFrame(() => draw(s)); };
  if (s.timer) { clearInterval(s.timer); play(s); } else s.button.textContent = data.play;
  if (s.version !== data.version) {
    s.version = data.version;
    if (atEnd) s.range.value = String(data.start);  // who looks at an earlier picture goes on doing so
    if (data.sprite === null) draw(s);
    else load(s, data.sprite);
  } else draw(s);
  return () => clearInterval(s.timer);
}
