// The layers of the main canvas, each a function of a scene.
import { css, mixed, pen } from "./tools.js";

/** @import { Decoded, Lab, Palette, Scene, Sheet } from "./state.js" */

export const BOX = 2.4;
const ARROW_REACH = 0.12 * BOX;
const TRAIL_ROWS = 40, TRAIL_LENGTH = 60;

/** @type {(size: number, x: number, y: number) => [x: number, y: number]} */
export function place(size, x, y) {
  return [((x + BOX) / (2 * BOX)) * size, ((BOX - y) / (2 * BOX)) * size];
}

// Axes through 0 and ticks at every unit: a place to hold on to, no more.
/** @type {(g: CanvasRenderingContext2D, size: number, p: Palette) => void} */
export function frameLines(g, size, p) {
  g.lineWidth = 1; g.strokeStyle = css(p.text, 0.1);
  g.beginPath();
  for (const at of [-2, -1, 0, 1, 2]) {
    const [x, y] = place(size, at, at), half = at ? 3 : size;
    const middle = size / 2;
    g.moveTo(Math.round(x) + 0.5, middle - half); g.lineTo(Math.round(x) + 0.5, middle + half);
    g.moveTo(middle - half, Math.round(y) + 0.5); g.lineTo(middle + half, Math.round(y) + 0.5);
  }
  g.stroke();
}

// Points (N, 2) of an int16 array as places on a square of `size` pixels: [x0, y0, x1, y1, ...].
/** @type {(array: Decoded, unit: number, size: number) => Float32Array} */
export function places(array, unit, size) {
  const made = new Float32Array(array.values.length), scale = size / (2 * BOX);
  for (let i = 0; i < made.length; i += 2) {
    made[i] = (array.values[i] * unit + BOX) * scale;
    made[i + 1] = (BOX - array.values[i + 1] * unit) * scale;
  }
  return made;
}

/** @type {(g: CanvasRenderingContext2D, at: Float32Array, radius: number) => void} */
function dots(g, at, radius) {
  g.beginPath();
  for (let i = 0; i < at.length; i += 2) {
    g.moveTo(at[i] + radius, at[i + 1]);
    g.arc(at[i], at[i + 1], radius, 0, 2 * Math.PI);
  }
}

// D's field as a picture of F x F pixels, made once a frame and stretched smoothly by the canvas.
/** @type {(s: Lab, p: Palette) => HTMLCanvasElement | null} */
function fieldPicture(s, p) {
  const field = s.arrays.field, kept = s.fieldKept;
  if (!field) return null;
  if (kept && kept.field === field && kept.key === p.key) return kept.canvas;
  const [rows, columns] = field.shape, canvas = kept?.canvas ?? document.createElement("canvas");
  canvas.width = columns; canvas.height = rows;
  const g = pen(canvas), picture = g.createImageData(columns, rows);
  for (let row = 0, to = 0; row < rows; row += 1) {
    for (let i = (rows - 1 - row) * columns, end = i + columns; i < end; i += 1, to += 4) {
      const colour = p.map[field.values[i]];
      picture.data[to] = colour[0]; picture.data[to + 1] = colour[1]; picture.data[to + 2] = colour[2];
      picture.data[to + 3] = 255;
    }
  }
  g.putImageData(picture, 0, 0);
  s.fieldKept = { field, key: p.key, canvas };
  return canvas;
}

// Stretched once for each picture: in software that takes as long as all fakes, and finer
// smoothing three times as long, for cells this large without a difference to be seen.
/** @type {(scene: Sheet) => void} */
export function paintField({ s, g, size, p, ratio }) {
  const picture = fieldPicture(s, p), { field } = s.arrays;
  if (!picture || !field) return;
  if (!ratio) { g.drawImage(picture, 0, 0, size, size); return; }  // a small plot
  const side = Math.round(size * ratio), kept = s.fieldWide, canvas = kept?.canvas ?? document.createElement("canvas");
  if (kept?.field !== field || kept.key !== p.key || canvas.width !== side) {
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const wide = pen(canvas);
    wide.imageSmoothingEnabled = true; wide.imageSmoothingQuality = "low";
    wide.drawImage(picture, 0, 0, side, side);
    s.fieldWide = { field, key: p.key, canvas };
  }
  g.drawImage(canvas, 0, 0, size, size);
}

// The real points do not move: drawn once for a data set, size and theme.
/** @type {(scene: Scene) => void} */
export function paintReal({ s, h, g, size, p, ratio = 1 }) {
  const { real } = s.arrays, kept = s.realKept;
  if (!real) return;
  const canvas = kept?.canvas ?? document.createElement("canvas");
  const key = `${s.version}|${size}|${ratio}|${p.key}`;
  if (kept?.key !== key || kept.real !== real) {
    canvas.width = canvas.height = Math.round(size * ratio);
    const once = pen(canvas);
    once.setTransform(ratio, 0, 0, ratio, 0, 0);
    dots(once, places(real, h.unit, size), Math.max(1.6, size / 230));
    once.lineWidth = 1.2; once.strokeStyle = css(p.back, 0.7); once.stroke();
    once.fillStyle = css(p.point); once.fill();
    s.realKept = { key, real, canvas };
  }
  g.drawImage(canvas, 0, 0, size, size);
}

/** @type {(scene: Scene) => void} */
export function paintFakes({ s, h, g, size, p }) {
  if (!s.arrays.fake) return;
  dots(g, places(s.arrays.fake, h.unit, size), Math.max(2.1, size / 180));
  g.fillStyle = css(p.fake); g.fill();
  g.lineWidth = 0.9; g.strokeStyle = css(mixed(p.fake, [0, 0, 0], 0.55), 0.9); g.stroke();
}

// Length 0.12 * box * |g| / (|g| + 1): grows with the true gradient and saturates.
/** @type {(scene: Scene) => void} */
export function paintArrows({ s, h, g, size, p }) {
  const { arrows, fake } = s.arrays, { arrow_unit: unit } = h;
  if (!arrows || !fake || unit === undefined) return;
  const from = places(fake, h.unit, size), scale = size / (2 * BOX);
  g.beginPath();
  for (let i = 0; i < from.length && i < arrows.values.length; i += 2) {
    const dx = arrows.values[i] * unit, dy = arrows.values[i + 1] * unit, long = Math.hypot(dx, dy);
    const length = (ARROW_REACH * scale * long) / (long + 1);
    if (length < 1) continue;
    const ux = dx / long, uy = -dy / long, x = from[i] + ux * length, y = from[i + 1] + uy * length;
    const head = Math.min(4, 0.4 * length + 1);
    g.moveTo(from[i], from[i + 1]); g.lineTo(x, y);
    g.moveTo(x - head * (ux + 0.6 * uy), y - head * (uy - 0.6 * ux));
    g.lineTo(x, y);
    g.lineTo(x - head * (ux - 0.6 * uy), y - head * (uy + 0.6 * ux));
  }
  g.lineWidth = 1.2; g.strokeStyle = css(p.text, 0.9); g.stroke();
}

/** @type {(s: Lab, moved: boolean) => void} */
export function keepTrail(s, moved) {
  const fake = s.arrays.fake;
  if (!fake || !moved) return;
  const rows = Math.min(TRAIL_ROWS, fake.shape[0]);
  s.trails.push(fake.values.slice(0, 2 * rows));
  if (s.trails.length > TRAIL_LENGTH) s.trails.shift();
}

/** @type {(scene: Scene) => void} */
export function paintTrails({ s, h, g, size, p }) {
  const { unit } = h, scale = size / (2 * BOX);
  /** @type {(row: Decoded["values"], i: number) => number} */
  const x = (row, i) => (row[i] * unit + BOX) * scale;
  /** @type {(row: Decoded["values"], i: number) => number} */
  const y = (row, i) => (BOX - row[i + 1] * unit) * scale;
  g.lineWidth = 1.6; g.lineCap = "round";
  for (let age = 1; age < s.trails.length; age += 1) {
    const a = s.trails[age - 1], b = s.trails[age];
    g.beginPath();
    for (let i = 0; i < a.length && i < b.length; i += 2) { g.moveTo(x(a, i), y(a, i)); g.lineTo(x(b, i), y(b, i)); }
    g.strokeStyle = css(mixed(p.fake, p.text, 0.35), (0.85 * age) / s.trails.length);
    g.stroke();
  }
}
