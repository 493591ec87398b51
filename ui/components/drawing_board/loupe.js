// One loupe over all pictures of the board: what lies at the same place of each, with hard edges.
import { context } from "./paint.js";

/** @typedef {import("./types.js").Board} Board */

const GLASS = 128, PART = 0.2, STEP = 0.04;
const PICTURES = ".made, .truth:not([hidden]) img, .others canvas";

/** @type {(s: Board) => void} */
export function look(s) {
  const row = /** @type {HTMLElement} */ (s.root.querySelector(".loupe"));
  const pictures = /** @type {(HTMLCanvasElement | HTMLImageElement)[]} */ ([...s.root.querySelectorAll(PICTURES)]);
  while (row.children.length > pictures.length) row.lastChild?.remove();
  while (row.children.length < pictures.length) {
    const figure = document.createElement("figure");
    figure.innerHTML = `<canvas role="img" width="${GLASS}" height="${GLASS}"></canvas><figcaption class="words"></figcaption>`;
    row.append(figure);
  }
  for (const [i, picture] of pictures.entries()) glass(s, /** @type {HTMLElement} */ (row.children[i]), picture);
}

/** @type {(s: Board, figure: HTMLElement, picture: HTMLCanvasElement | HTMLImageElement) => void} */
function glass(s, figure, picture) {
  const canvas = /** @type {HTMLCanvasElement} */ (figure.querySelector("canvas"));
  const name = picture.getAttribute("aria-label") || picture.getAttribute("alt") || "";
  if (canvas.getAttribute("aria-label") !== name) {
    canvas.setAttribute("aria-label", name);
    /** @type {HTMLElement} */ (figure.querySelector("figcaption")).textContent = name;
  }
  const side = "naturalWidth" in picture ? picture.naturalWidth : picture.width;
  if (!side) return;
  const part = PART * side, [x, y] = s.glass.map((share) => share * (side - part));
  const pen = context(canvas);
  pen.imageSmoothingEnabled = false;
  pen.clearRect(0, 0, GLASS, GLASS);
  pen.drawImage(picture, x, y, part, part, 0, 0, GLASS, GLASS);
}

/** The loupe goes where one points at any of the pictures, or by arrows on what was made.
 * @type {(s: Board) => void} */
export function lead(s) {
  /** @type {(x: number, y: number) => void} */
  const to = (x, y) => { s.glass = [Math.max(0, Math.min(1, x)), Math.max(0, Math.min(1, y))]; look(s); };
  s.root.addEventListener("pointermove", (event) => {
    const over = /** @type {HTMLElement} */ (event.target);
    if (!over.matches?.(PICTURES)) return;
    const box = over.getBoundingClientRect();
    /** @type {(at: number) => number} */
    const share = (at) => (at - PART / 2) / (1 - PART);
    to(share((event.clientX - box.left) / box.width), share((event.clientY - box.top) / box.height));
  });
  s.made.tabIndex = 0;
  s.made.onkeydown = (event) => {
    const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!way) return;
    event.preventDefault();
    to(s.glass[0] + way[0], s.glass[1] + way[1]);
  };
}
