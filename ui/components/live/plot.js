// Lines over the steps on a canvas: scales, axes, marks, and what the pointer is on.
/** @import { Change, Line, Point } from "./protocol.js" */

/** @typedef {object} Scales where a step and a value lie on the canvas, and what is in view
 * @property {number} low
 * @property {number} high
 * @property {number} last the last step
 * @property {number} right where the lines end, in pixels from the left
 * @property {number} bottom
 * @property {(step: number) => number} x
 * @property {(value: number) => number} y
 */

/** @typedef {object} Tones the colours of words and of what lies behind them
 * @property {string} ink
 * @property {string} paper
 */

/** @typedef {object} Found what the pointer is on: a step, where it lies, and how far off is still near
 * @property {number} step
 * @property {number} x
 * @property {number} near in steps
 */

const ROOM = { left: 46, right: 12, top: 8, bottom: 30 };
const MOST_WORDS = 3;
const SPIKES = { fewest: 30, far: 4 };  // of so many points; beyond so many times the spread of nine tenths

// Canvas of the size on the screen; g draws in the page's pixels.
/** @type {(canvas: HTMLCanvasElement) => {g: CanvasRenderingContext2D, width: number, height: number}} */
function fitted(canvas) {
  const ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return { g, width, height };
}

/** @type {(value: number) => string} */
export function short(value) { return Number(value.toPrecision(3)).toString(); }

// As many characters as there is room for left of the axis.
/** @type {(value: number) => string} */
function tick(value) {
  return Math.abs(value) >= 1e5 ? value.toLocaleString("en", { notation: "compact" }) : Number(value.toPrecision(6)).toString();
}

/** @type {(low: number, high: number, count: number) => number[]} */
function marks(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((one) => one >= raw) ?? 10 * power, made = [];
  for (let value = Math.ceil(low / step) * step; value <= high + 1e-9 * step; value += step) made.push(value);
  return made;
}

// Lowest and highest value in view: a few spikes far beyond all others go out of it.
/** @type {(lines: Line[]) => [low: number, high: number]} */
function range(lines) {
  const values = lines.flatMap((line) => line.points.map((point) => point[1])).sort((a, b) => a - b);
  const even = lines.map((line) => line.level).filter((value) => value !== null);
  if (!values.length) return even.length ? [Math.min(...even), Math.max(...even)] : [0, 1];
  /** @type {(part: number) => number} */
  const share = (part) => values[Math.round(part * (values.length - 1))];
  const most = share(0.95), least = share(0.05), spread = most - least;
  const far = values.length < SPIKES.fewest ? Infinity : SPIKES.far * spread;
  const low = values[0] < least - far ? least - spread : values[0];
  const greatest = values[values.length - 1], high = greatest > most + far ? most + spread : greatest;
  return [Math.min(low, ...even), Math.max(high, ...even)];
}

/** @type {(lines: Line[], width: number, height: number) => Scales} */
function scales(lines, width, height) {
  let [low, high] = range(lines);
  const flat = high - low <= 1e-6 * Math.abs(high);  // one value: an axis with round numbers around it
  const room = flat ? 0.1 * Math.abs(high) || 1 : 0.05 * (high - low);
  low -= room; high += room;
  const last = Math.max(10, ...lines.map((line) => line.points.at(-1)?.[0] ?? 0));
  const right = width - ROOM.right, bottom = height - ROOM.bottom;
  return { low, high, last, right, bottom,
    x: (step) => ROOM.left + (step / last) * (right - ROOM.left),
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - ROOM.top) };
}

/** @type {(g: CanvasRenderingContext2D, colour: string, width: number, dash: number[], path: () => void) => void} */
function stroke(g, colour, width, dash, path) {
  g.save();
  g.strokeStyle = colour; g.lineWidth = width; g.lineJoin = "round"; g.setLineDash(dash);
  g.beginPath(); path(); g.stroke();
  g.restore();
}

/** @type {(g: CanvasRenderingContext2D, at: Scales, ink: string, name: string) => void} */
function axes(g, at, ink, name) {
  g.font = "11px system-ui, sans-serif"; g.fillStyle = ink;
  g.textAlign = "right"; g.textBaseline = "middle";
  for (const value of marks(at.low, at.high, 4)) {
    const y = Math.round(at.y(value)) + 0.5;
    g.globalAlpha = 0.15;
    stroke(g, ink, 1, [], () => { g.moveTo(ROOM.left, y); g.lineTo(at.right, y); });
    g.globalAlpha = 0.75;
    g.fillText(tick(value), ROOM.left - 5, y);
  }
  g.textAlign = "center"; g.textBaseline = "top";
  for (const step of marks(0, at.last, 5))
    if (at.x(step) < at.right - 10) g.fillText(step.toLocaleString("en"), at.x(step), at.bottom + 4);
  g.fillText(name, (ROOM.left + at.right) / 2, at.bottom + 17);
  g.globalAlpha = 1;
}

// A setting was changed here.
/** @type {(g: CanvasRenderingContext2D, step: number, at: Scales, ink: string) => void} */
function marked(g, step, at, ink) {
  stroke(g, ink, 1, [1, 3], () => { g.moveTo(at.x(step), ROOM.top); g.lineTo(at.x(step), at.bottom); });
}

// The newest few changes by name, one above the other.
/** @type {(g: CanvasRenderingContext2D, changes: Change[], at: Scales, tones: Tones) => void} */
function named(g, changes, at, tones) {
  changes.forEach(([step, all], row) => {
    const x = at.x(step), left = x < (ROOM.left + at.right) / 2;
    const words = fitting(g, all, at.right - ROOM.left);
    const wide = g.measureText(words).width;
    const begin = Math.max(ROOM.left, Math.min(left ? x + 3 : x - 3 - wide, at.right - wide));
    note(g, words, begin, at.bottom - 2 - 13 * row, "left", "bottom", tones);
  });
}

/** @type {(g: CanvasRenderingContext2D, words: string, room: number) => string} */
function fitting(g, words, room) {
  while (words.length > 8 && g.measureText(words).width > room) words = `${words.slice(0, -3)}…`;
  return words;
}

// Words that stay readable where they lie over a line.
/** @type {(g: CanvasRenderingContext2D, words: string, x: number, y: number, align: CanvasTextAlign,
 *   baseline: CanvasTextBaseline, tones: Tones) => void} */
function note(g, words, x, y, align, baseline, { ink, paper }) {
  g.save();
  g.textAlign = align; g.textBaseline = baseline; g.lineJoin = "round";
  g.globalAlpha = 0.7; g.strokeStyle = paper; g.lineWidth = 3; g.strokeText(words, x, y);
  g.globalAlpha = 0.8; g.fillStyle = ink; g.fillText(words, x, y);
  g.restore();
}

/** @type {(g: CanvasRenderingContext2D, colour: string, x: number, y: number) => void} */
function dot(g, colour, x, y) {
  g.fillStyle = colour;
  g.beginPath(); g.arc(x, y, 2.5, 0, 2 * Math.PI); g.fill();
}

// The dashed line of an equilibrium.
/** @type {(g: CanvasRenderingContext2D, line: Line, value: number, at: Scales) => void} */
function level(g, line, value, at) {
  const y = at.y(value);
  stroke(g, line.colour, 1, [5, 4], () => { g.moveTo(Math.min(at.x(line.since), at.right), y); g.lineTo(at.right, y); });
}

// How far it goes out of view, where it goes furthest.
/** @type {(g: CanvasRenderingContext2D, lines: Line[], at: Scales, rows: number, tones: Tones) => void} */
function spikes(g, lines, at, rows, tones) {
  const points = lines.flatMap((line) => line.points);
  /** @type {[arrow: string, beyond: 1 | -1, y: number, baseline: CanvasTextBaseline][]} */
  const ends = [["↑", 1, ROOM.top, "top"], ["↓", -1, at.bottom - 13 * rows, "bottom"]];
  for (const [arrow, beyond, y, baseline] of ends) {
    const end = beyond > 0 ? at.high : at.low, out = points.filter(([, value]) => beyond * (value - end) > 0);
    if (!out.length) continue;
    const [step, value] = out.reduce((most, point) => (beyond * (point[1] - most[1]) > 0 ? point : most));
    const left = at.x(step) < (ROOM.left + at.right) / 2;
    const far = value.toLocaleString("en", { maximumSignificantDigits: 3 });
    note(g, `${arrow} ${far}`, at.x(step) + (left ? 4 : -4), y, left ? "left" : "right", baseline, tones);
  }
}

// The values at these lines; of two that are close the lower stands below its line, equal ones once.
/** @type {(g: CanvasRenderingContext2D, lines: Line[], at: Scales, tones: Tones) => void} */
function levels(g, lines, at, tones) {
  const values = [...new Set(lines.map((line) => line.level).filter((value) => value !== null))].sort((a, b) => b - a);
  values.forEach((value, i) => {
    const y = at.y(value), below = i > 0 && y - at.y(values[i - 1]) < 14;
    note(g, short(value), at.right, below ? y + 2 : y - 1, "right", below ? "top" : "bottom", tones);
  });
}

/** @type {(canvas: HTMLCanvasElement, lines: Line[], changes: Change[], name: string, pointed: number | null) => Found | null} */
export function plot(canvas, lines, changes, name, pointed) {
  const { g, width, height } = fitted(canvas);
  if (!width) return null;
  const ink = getComputedStyle(canvas).color, at = scales(lines, width, height);
  axes(g, at, ink, name);
  const paper = getComputedStyle(canvas).getPropertyValue("--st-background-color") || "transparent", tones = { ink, paper };
  const seen = changes.filter(([step]) => step <= at.last);
  for (const [step] of seen) marked(g, step, at, ink);
  g.save();
  g.beginPath(); g.rect(ROOM.left, ROOM.top, at.right - ROOM.left + 3, at.bottom - ROOM.top); g.clip();
  for (const line of lines) {
    if (line.points.length === 1) dot(g, line.colour, at.x(line.points[0][0]), at.y(line.points[0][1]));
    stroke(g, line.colour, 1.5, [], () => line.points.forEach(([step, value]) => g.lineTo(at.x(step), at.y(value))));
    if (line.level !== null) level(g, line, line.level, at);
  }
  g.restore();
  const newest = seen.slice(-MOST_WORDS);
  spikes(g, lines, at, newest.length, tones);
  named(g, newest, at, tones);
  levels(g, lines, at, tones);
  const drawn = lines.find((line) => line.points.length);
  if (pointed === null || !drawn) return null;
  const step = nearest(drawn.points, ((pointed - ROOM.left) / (at.right - ROOM.left)) * at.last)[0];
  stroke(g, ink, 1, [], () => { g.moveTo(at.x(step), ROOM.top); g.lineTo(at.x(step), at.bottom); });
  return { step, x: at.x(step), near: at.last / 60 };
}

/** @type {(points: Point[], step: number) => Point} */
export function nearest(points, step) {
  return points.reduce((best, point) => (Math.abs(point[0] - step) < Math.abs(best[0] - step) ? point : best));
}
