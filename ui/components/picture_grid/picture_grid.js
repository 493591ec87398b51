// A grid of small pictures: hover shows a cell's name, a click (or Enter) chooses it.

/** @typedef {object} Data
 * @property {string} version another one: another sheet
 * @property {string} sheet a data URI
 * @property {number} columns
 * @property {number} count how many pictures there are
 * @property {number} cell the side of a picture in the sheet, in pixels
 * @property {number} gap between two pictures in the sheet, in pixels
 * @property {number} show how wide the sheet is shown
 * @property {string[]} names of the pictures
 * @property {number[]} chosen numbers of the pictures that have a frame
 * @property {string} label
 * @property {string} hint below the pictures while none is pointed at
 */

/** @typedef {object} Grid what is kept of one on the page
 * @property {Data} data
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} caption
 * @property {HTMLImageElement | null} image
 * @property {string | null} version of the sheet that is shown or on its way
 * @property {number} scale from the sheet's pixels to those shown
 * @property {number} cursor the picture that the arrow keys have come to
 * @property {boolean} focus
 * @property {number | undefined} over the picture whose name is said
 */

/** @type {WeakMap<object, Grid>} */
const kept = new WeakMap();

/** @type {(root: HTMLElement, data: Data) => Grid} */
function build(root, data) {
  root.innerHTML = `<canvas tabindex="0" role="listbox" aria-multiselectable="true"></canvas><div class="caption" aria-live="polite"></div>`;
  return { data, canvas: /** @type {HTMLCanvasElement} */ (root.querySelector("canvas")),
           caption: /** @type {HTMLElement} */ (root.querySelector(".caption")),
           image: null, version: null, scale: 1, cursor: 0, focus: false, over: undefined };
}

/** @type {(s: Grid) => void} */
function draw(s) {
  const d = s.data, g = /** @type {CanvasRenderingContext2D} */ (s.canvas.getContext("2d")), f = s.scale;
  if (!s.image) return;
  g.imageSmoothingEnabled = false;
  g.clearRect(0, 0, s.canvas.width, s.canvas.height);
  g.drawImage(s.image, 0, 0, s.canvas.width, s.canvas.height);
  const step = d.cell + d.gap;
  /** @type {(i: number, color: string, width: number) => void} */
  const box = (i, color, width) => {
    g.strokeStyle = color; g.lineWidth = width;
    g.strokeRect((i % d.columns) * step * f + 1, Math.floor(i / d.columns) * step * f + 1,
                 d.cell * f - 2, d.cell * f - 2);
  };
  d.chosen.forEach((i) => box(i, "#E69F00", 4));
  if (s.focus) box(s.cursor, "#56B4E9", 2);
  s.caption.textContent = s.over === undefined ? d.hint : d.names[s.over] ?? "";
}

/** @type {import("@streamlit/component-v2-lib").FrontendRenderer<{picked: number}, Data>} */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".root"));
  const before = kept.get(parentElement), s = before?.canvas.isConnected ? before : build(root, data);
  kept.set(parentElement, s);
  s.data = data;
  const step = data.cell + data.gap, rows = Math.ceil(data.count / data.columns);
  s.scale = data.show / (data.columns * step - data.gap);
  s.canvas.width = data.show; s.canvas.height = Math.round((rows * step - data.gap) * s.scale);
  s.canvas.setAttribute("aria-label", data.label);
  /** @type {(e: MouseEvent) => number | undefined} */
  const cell = (e) => {
    const r = s.canvas.getBoundingClientRect(), f = (s.scale * r.width) / s.canvas.width;
    const x = Math.floor((e.clientX - r.left) / (step * f)), y = Math.floor((e.clientY - r.top) / (step * f));
    const i = y * data.columns + x;
    return x < data.columns && i < data.count ? i : undefined;
  };
  /** @type {(i: number | undefined) => void} */
  const choose = (i) => { if (i !== undefined) setTriggerValue("picked", i); };
  s.canvas.onmousemove = (e) => { s.over = cell(e); draw(s); };
  s.canvas.onmouseleave = () => { s.over = undefined; draw(s); };
  s.canvas.onclick = (e) => choose(cell(e));
  s.canvas.onfocus = () => { s.focus = true; draw(s); };
  s.canvas.onblur = () => { s.focus = false; s.over = undefined; draw(s); };
  s.canvas.onkeydown = (e) => {
    /** @type {Record<string, number>} */
    const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: data.columns, ArrowUp: -data.columns };
    if (e.key in moves) s.cursor = Math.max(0, Math.min(data.count - 1, s.cursor + moves[e.key]));
    else if (e.key === "Enter" || e.key === " ") choose(s.cursor);
    else return;
    e.preventDefault(); s.over = s.cursor; draw(s);
  };
  if (s.version !== data.version) {
    s.version = data.version;
    const image = new Image();
    image.onload = () => { s.image = image; draw(s); };
    image.src = data.sheet;
  } else draw(s);
}
