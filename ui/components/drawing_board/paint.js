// Strokes painted on a canvas of any size: softly, or in pure colours alone.

const GROUND = "#ffffff";

/** @typedef {import("./types.js").Stroke} Painted */

/** @typedef {object} Paper what is drawn upon, and how
 * @property {{colour: string}[]} inks
 * @property {CanvasImageSource | null} base
 * @property {boolean} crisp
 * @property {boolean} holes
 */

/** Everything anew, from the ground up.
 * @type {(canvas: HTMLCanvasElement, strokes: Painted[], paper: Paper) => void} */
export function paint(canvas, strokes, paper) {
  const pen = context(canvas);
  pen.imageSmoothingEnabled = false;
  pen.fillStyle = GROUND;
  if (paper.holes) pen.clearRect(0, 0, canvas.width, canvas.height);
  else pen.fillRect(0, 0, canvas.width, canvas.height);
  if (paper.base) pen.drawImage(paper.base, 0, 0, canvas.width, canvas.height);
  for (const stroke of strokes) one(canvas, stroke, paper);
}

/** @type {(canvas: HTMLCanvasElement, stroke: Painted, paper: Paper) => void} */
export function one(canvas, stroke, { inks, base, crisp, holes }) {
  if (holes) pierce(canvas, stroke, base);
  else leave(canvas, stroke, inks, crisp);
}

/** Take away what lies under a stroke, or put it back.
 * @type {(canvas: HTMLCanvasElement, stroke: Painted, base: CanvasImageSource | null) => void} */
function pierce(canvas, { tool, width, points }, base) {
  const sheet = blank(canvas), on = context(sheet), pen = context(canvas);
  line(on, "#000000", width, points, canvas.width / 256);
  if (tool === "eraser" && base) {
    on.imageSmoothingEnabled = false;
    on.globalCompositeOperation = "source-in";
    on.drawImage(base, 0, 0, sheet.width, sheet.height);
  } else pen.globalCompositeOperation = "destination-out";
  pen.drawImage(sheet, 0, 0);
  pen.globalCompositeOperation = on.globalCompositeOperation = "source-over";
}

/** @type {(canvas: HTMLCanvasElement, stroke: Painted, inks: {colour: string}[], crisp: boolean) => void} */
function leave(canvas, { tool, ink, width, points }, inks, crisp) {
  const scale = canvas.width / 256;
  const colour = tool === "eraser" ? GROUND : inks[ink].colour;
  if (tool === "fill") { flood(canvas, Math.round(points[0] * scale), Math.round(points[1] * scale), colour, crisp); return; }
  const sheet = crisp ? blank(canvas) : canvas;
  line(context(sheet), colour, width, points, scale);
  if (sheet !== canvas) context(canvas).drawImage(hardened(sheet, colour), 0, 0);
}

/** @type {(pen: CanvasRenderingContext2D, colour: string, width: number, points: number[], scale: number) => void} */
function line(pen, colour, width, points, scale) {
  pen.strokeStyle = colour;
  pen.lineWidth = width * scale; pen.lineCap = "round"; pen.lineJoin = "round";
  pen.beginPath();
  pen.moveTo(points[0] * scale, points[1] * scale);
  for (let i = 2; i < points.length; i += 2) pen.lineTo(points[i] * scale, points[i + 1] * scale);
  if (points.length === 2) pen.lineTo(points[0] * scale + 0.01, points[1] * scale);
  pen.stroke();
}

/** @type {HTMLCanvasElement | null} */
let spare = null;

/** @type {(canvas: HTMLCanvasElement) => HTMLCanvasElement} */
function blank(canvas) {
  spare ??= document.createElement("canvas");
  spare.width = canvas.width; spare.height = canvas.height;  // which also clears it
  return spare;
}

/** @type {(colour: string) => number[]} */
const numbers = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));

/** A stroke without its soft edges: a pixel is all of it or none. What is half seen has no exact colour any more.
 * @type {(sheet: HTMLCanvasElement, colour: string) => HTMLCanvasElement} */
function hardened(sheet, colour) {
  const pen = context(sheet), image = pen.getImageData(0, 0, sheet.width, sheet.height), data = image.data;
  const pixel = [...numbers(colour), 255];
  for (let i = 0; i < data.length; i += 4) {
    const inside = data[i + 3] >= 128;
    for (let c = 0; c < 4; c += 1) data[i + c] = inside ? pixel[c] : 0;
  }
  pen.putImageData(image, 0, 0);
  return sheet;
}

/** What lies at a place and is of nearly its colour gets another; soft edges of strokes give way.
 * @type {(canvas: HTMLCanvasElement, x: number, y: number, colour: string, crisp: boolean) => void} */
function flood(canvas, x, y, colour, crisp) {
  const pen = context(canvas);
  const { width, height } = canvas;
  const image = pen.getImageData(0, 0, width, height);
  const data = image.data;
  const fresh = numbers(colour);
  const begin = 4 * (Math.min(height - 1, y) * width + Math.min(width - 1, x));
  const old = [data[begin], data[begin + 1], data[begin + 2]];
  const tolerance = crisp ? 0 : 96;
  const seen = new Uint8Array(width * height);
  const stack = [begin / 4];
  while (stack.length) {
    const at = /** @type {number} */ (stack.pop());
    if (seen[at]) continue;
    seen[at] = 1;
    const i = 4 * at;
    if (Math.abs(data[i] - old[0]) + Math.abs(data[i + 1] - old[1]) + Math.abs(data[i + 2] - old[2]) > tolerance) continue;
    data[i] = fresh[0]; data[i + 1] = fresh[1]; data[i + 2] = fresh[2];
    const column = at % width;
    if (column > 0) stack.push(at - 1);
    if (column < width - 1) stack.push(at + 1);
    if (at >= width) stack.push(at - width);
    if (at < width * (height - 1)) stack.push(at + width);
  }
  pen.putImageData(image, 0, 0);
}

/** The drawing as the model takes it: row by row, channels last. A board's side is a multiple of the
 * size, so a picture that is drawn upon comes through as it was, number by number. With holes one
 * channel more says whether a pixel is there: 0 or 255.
 * @type {(canvas: HTMLCanvasElement, size: number, channels: number, paper: {crisp: boolean, holes: boolean}) => Uint8Array<ArrayBuffer>} */
export function bytesOf(canvas, size, channels, { crisp, holes }) {
  const side = canvas.width, each = side / size, all = channels + Number(holes);
  const { data } = context(canvas).getImageData(0, 0, side, side);
  const out = new Uint8Array(size * size * all);
  // Of pure colours the one in the middle; else the mean of all that is there.
  const from = crisp ? Math.floor(each / 2) : 0, to = crisp ? from + 1 : each;
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      let [red, green, blue, count] = [0, 0, 0, 0];
      for (let y = row * each + from; y < row * each + to; y += 1)
        for (let i = 4 * (y * side + column * each + from), end = i + 4 * (to - from); i < end; i += 4) {
          if (data[i + 3] < 128) continue;
          red += data[i]; green += data[i + 1]; blue += data[i + 2]; count += 1;
        }
      const at = (row * size + column) * all, divisor = Math.max(1, count);
      const colour = [red / divisor, green / divisor, blue / divisor];
      if (channels === 1) out[at] = Math.round(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]);
      else for (let c = 0; c < 3; c += 1) out[at + c] = Math.round(colour[c]);
      if (holes) out[at + channels] = 2 * count >= (to - from) ** 2 ? 255 : 0;
    }
  return out;
}

/** @type {(canvas: HTMLCanvasElement) => CanvasRenderingContext2D} */
export function context(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
}
