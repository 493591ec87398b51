// The layers of the main canvas, each a function of (scene) = {s, g, size, p (palette)}.
import { css, mixed } from "./tools.js";

export const BOX = 2.4;
const ARROW_REACH = 0.12 * BOX;
const TRAIL_ROWS = 40, TRAIL_LENGTH = 60;

export function place(size, x, y) {
  return [((x + BOX) / (2 * BOX)) * size, ((BOX - y) / (2 * BOX)) * size];
}

// Axes through 0 and ticks at every unit: a place to hold on to, no more.
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
export function places(array, unit, size) {
  const made = new Float32Array(array.values.length), scale = size / (2 * BOX);
  for (let i = 0; i < made.length; i += 2) {
    made[i] = (array.values[i] * unit + BOX) * scale;
    made[i + 1] = (BOX - array.values[i + 1] * unit) * scale;
  }
  return made;
}

function dots(g, at, radius) {
  g.beginPath();
  for (let i = 0; i < at.length; i += 2) {
    g.moveTo(at[i] + radius, at[i + 1]);
    g.arc(at[i], at[i + 1], radius, 0, 2 * Math.PI);
  }
}

// D's field as a picture of F x F pixels, made once a frame and stretched smoothly by the canvas.
function fieldPicture(s, p) {
  const field = s.arrays.field;
  if (!field) return null;
  const kept = s.fieldKept;
  if (kept && kept.field === field && kept.key === p.key) return kept.canvas;
  const [rows, columns] = field.shape, canvas = kept?.canvas ?? document.createElement("canvas");
  canvas.width = columns; canvas.height = rows;
  const g = canvas.getContext("2d"), picture = g.createImageData(columns, rows);
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
export function paintField({ s, g, size, p, ratio }) {
  const picture = fieldPicture(s, p);
  if (!picture) return;
  if (!ratio) { g.drawImage(picture, 0, 0, size, size); return; }  // a small plot
  const side = Math.round(size * ratio), kept = s.fieldWide;
  if (kept?.field !== s.arrays.field || kept.key !== p.key || kept.canvas.width !== side) {
    const canvas = kept?.canvas ?? document.createElement("canvas");
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const pen = canvas.getContext("2d");
    pen.imageSmoothingEnabled = true; pen.imageSmoothingQuality = "low";
    pen.drawImage(picture, 0, 0, side, side);
    s.fieldWide = { field: s.arrays.field, key: p.key, canvas };
  }
  g.drawImage(s.fieldWide.canvas, 0, 0, size, size);
}

// The real points do not move: drawn once for a data set, size and theme.
export function paintReal({ s, g, size, p, ratio }) {
  const real = s.arrays.real;
  if (!real) return;
  const key = `${s.version}|${size}|${ratio}|${p.key}`;
  if (s.realKept?.key !== key || s.realKept.real !== real) {
    const canvas = s.realKept?.canvas ?? document.createElement("canvas");
    canvas.width = canvas.height = Math.round(size * ratio);
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    dots(pen, places(real, s.header.unit, size), Math.max(1.6, size / 230));
    pen.lineWidth = 1.2; pen.strokeStyle = css(p.back, 0.7); pen.stroke();
    pen.fillStyle = css(p.point); pen.fill();
    s.realKept = { key, real, canvas };
  }
  g.drawImage(s.realKept.canvas, 0, 0, size, size);
}

export function paintFakes({ s, g, size, p }) {
  if (!s.arrays.fake) return;
  dots(g, places(s.arrays.fake, s.header.unit, size), Math.max(2.1, size / 180));
  g.fillStyle = css(p.fake); g.fill();
  g.lineWidth = 0.9; g.strokeStyle = css(mixed(p.fake, [0, 0, 0], 0.55), 0.9); g.stroke();
}

// Length 0.12 * box * |g| / (|g| + 1): grows with the true gradient and saturates.
export function paintArrows({ s, g, size, p }) {
  const { arrows, fake } = s.arrays, { arrow_unit: unit } = s.header;
  if (!arrows || !fake) return;
  const from = places(fake, s.header.unit, size), scale = size / (2 * BOX);
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

export function keepTrail(s, moved) {
  const fake = s.arrays.fake;
  if (!fake || !moved) return;
  const rows = Math.min(TRAIL_ROWS, fake.shape[0]);
  s.trails.push(fake.values.slice(0, 2 * rows));
  if (s.trails.length > TRAIL_LENGTH) s.trails.shift();
}

export function paintTrails({ s, g, size, p }) {
  const unit = s.header.unit, scale = size / (2 * BOX);
  const x = (row, i) => (row[i] * unit + BOX) * scale, y = (row, i) => (BOX - row[i + 1] * unit) * scale;
  g.lineWidth = 1.6; g.lineCap = "round";
  for (let age = 1; age < s.trails.length; age += 1) {
    const a = s.trails[age - 1], b = s.trails[age];
    g.beginPath();
    for (let i = 0; i < a.length && i < b.length; i += 2) { g.moveTo(x(a, i), y(a, i)); g.lineTo(x(b, i), y(b, i)); }
    g.strokeStyle = css(mixed(p.fake, p.text, 0.35), (0.85 * age) / s.trails.length);
    g.stroke();
  }
}
