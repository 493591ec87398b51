// Strokes painted on a canvas of any size: softly, or in pure colours alone.

const GROUND = "#ffffff";

/** @typedef {import("./types.js").Stroke} Painted */

/** Everything anew, from the ground up.
 * @type {(canvas: HTMLCanvasElement, strokes: Painted[], inks: {colour: string}[], base: CanvasImageSource | null, crisp: boolean) => void} */
export function paint(canvas, strokes, inks, base, crisp) {
  const pen = context(canvas);
  pen.imageSmoothingEnabled = !crisp;
  pen.fillStyle = GROUND;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  if (base) pen.drawImage(base, 0, 0, canvas.width, canvas.height);
  for (const stroke of strokes) one(canvas, stroke, inks, crisp);
}

/** @type {(canvas: HTMLCanvasElement, stroke: Painted, inks: {colour: string}[], crisp: boolean) => void} */
export function one(canvas, { tool, ink, width, points }, inks, crisp) {
  const pen = context(canvas);
  const scale = canvas.width / 256;
  const colour = tool === "eraser" ? GROUND : inks[ink].colour;
  if (tool === "fill") { flood(canvas, Math.round(points[0] * scale), Math.round(points[1] * scale), colour, crisp); return; }
  pen.strokeStyle = colour; pen.fillStyle = colour;
  pen.lineWidth = width * scale; pen.lineCap = "round"; pen.lineJoin = "round";
  pen.beginPath();
  pen.moveTo(points[0] * scale, points[1] * scale);
  for (let i = 2; i < points.length; i += 2) pen.lineTo(points[i] * scale, points[i + 1] * scale);
  if (points.length === 2) pen.lineTo(points[0] * scale + 0.01, points[1] * scale);
  pen.stroke();
}

/** What lies at a place and is of nearly its colour gets another; soft edges of strokes give way.
 * @type {(canvas: HTMLCanvasElement, x: number, y: number, colour: string, crisp: boolean) => void} */
function flood(canvas, x, y, colour, crisp) {
  const pen = context(canvas);
  const { width, height } = canvas;
  const image = pen.getImageData(0, 0, width, height);
  const data = image.data;
  const new_ = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  const begin = 4 * (Math.min(height - 1, y) * width + Math.min(width - 1, x));
  const old = [data[begin], data[begin + 1], data[begin + 2]];
  const tolerance = crisp ? 24 : 96;
  const seen = new Uint8Array(width * height);
  const stack = [begin / 4];
  while (stack.length) {
    const at = /** @type {number} */ (stack.pop());
    if (seen[at]) continue;
    seen[at] = 1;
    const i = 4 * at;
    if (Math.abs(data[i] - old[0]) + Math.abs(data[i + 1] - old[1]) + Math.abs(data[i + 2] - old[2]) > tolerance) continue;
    data[i] = new_[0]; data[i + 1] = new_[1]; data[i + 2] = new_[2];
    const column = at % width;
    if (column > 0) stack.push(at - 1);
    if (column < width - 1) stack.push(at + 1);
    if (at >= width) stack.push(at - width);
    if (at < width * (height - 1)) stack.push(at + width);
  }
  pen.putImageData(image, 0, 0);
}

/** The drawing as the model takes it: row by row, channels last.
 * @type {(canvas: HTMLCanvasElement, size: number, channels: number, crisp: boolean) => Uint8Array<ArrayBuffer>} */
export function bytesOf(canvas, size, channels, crisp) {
  // Halved again and again: a browser that shrinks at once drops thin lines.
  let from = canvas;
  while (!crisp && from.width >= 2 * size) {
    const half = document.createElement("canvas");
    half.width = half.height = Math.max(size, Math.floor(from.width / 2));
    context(half).drawImage(from, 0, 0, half.width, half.height);
    from = half;
    if (half.width === size) break;
  }
  const small = document.createElement("canvas");
  small.width = small.height = size;
  const pen = context(small);
  pen.imageSmoothingEnabled = !crisp;
  pen.drawImage(from, 0, 0, size, size);
  const { data } = pen.getImageData(0, 0, size, size);
  const out = new Uint8Array(size * size * channels);
  for (let i = 0; i < size * size; i += 1)
    for (let c = 0; c < channels; c += 1) {
      out[i * channels + c] = channels === 1
        ? Math.round(0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]) : data[4 * i + c];
    }
  return out;
}

/** @type {(canvas: HTMLCanvasElement) => CanvasRenderingContext2D} */
export function context(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
}
