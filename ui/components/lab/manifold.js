// G's manifold: the grid of latents as G warps it. A cell of the grid that became small holds many
// fakes: its opacity grows with its density, which is one over its area. And the two seconds in
// which the grid of noise becomes the manifold.
import { soon } from "./due.js";
import { places } from "./layers.js";
import { renew } from "./stream.js";
import { clamp, css, mixed, still } from "./tools.js";

/** @import { Header } from "./protocol.js" */
/** @import { Grid, Lab, Palette, Scene } from "./state.js" */

const MORPH_MS = 2000, HOLD_MS = 700;

// Density 1 is the grid spread evenly over the view; opacity saturates at 0.85.
/** @type {(density: number) => number} */
function opacity(density) {
  return (0.85 * density) / (density + 5);
}

/** @type {(scene: Scene, grid?: Grid | null) => void} */
export function paintManifold({ s, h, g, size, p }, grid = manifoldPlaces(s, h, size)) {
  if (!grid) return;
  if (grid.rows === 1) paintCurve(g, size, p, grid);
  else paintCells(g, size, p, grid);
}

/** @type {(s: Lab, h: Header, size: number) => Grid | null} */
export function manifoldPlaces(s, h, size) {
  const manifold = s.arrays.manifold;
  if (!manifold) return null;
  return { at: places(manifold, h.unit, size), rows: manifold.shape[0], columns: manifold.shape[1] };
}

/** @type {(g: CanvasRenderingContext2D, size: number, p: Palette, grid: Grid) => void} */
function paintCells(g, size, p, { at, rows, columns }) {
  const even = (size * size) / ((rows - 1) * (columns - 1));
  const colour = mixed(p.g, p.dark ? [255, 255, 255] : [0, 0, 0], p.dark ? 0.1 : 0.15);
  g.fillStyle = css(colour); g.lineWidth = 0.7; g.lineJoin = "round";
  g.strokeStyle = css(mixed(colour, p.text, 0.3));
  for (let row = 0; row + 1 < rows; row += 1) {
    for (let column = 0; column + 1 < columns; column += 1) {
      const a = 2 * (row * columns + column), b = a + 2, d = a + 2 * columns, c = d + 2;
      const area = Math.abs((at[c] - at[a]) * (at[d + 1] - at[b + 1]) - (at[d] - at[b]) * (at[c + 1] - at[a + 1])) / 2;
      g.beginPath();
      g.moveTo(at[a], at[a + 1]); g.lineTo(at[b], at[b + 1]); g.lineTo(at[c], at[c + 1]); g.lineTo(at[d], at[d + 1]);
      g.closePath();
      g.globalAlpha = opacity(even / Math.max(area, 1e-3));
      g.fill();
      g.globalAlpha = 0.28;
      g.stroke();
    }
  }
  g.globalAlpha = 1;
}

/** @type {(g: CanvasRenderingContext2D, size: number, p: Palette, grid: Grid) => void} */
function paintCurve(g, size, p, { at, columns }) {
  const even = (2 * size) / (columns - 1);
  g.lineCap = "round"; g.lineWidth = 4; g.strokeStyle = css(p.g);
  for (let i = 0; i + 1 < columns; i += 1) {
    const long = Math.hypot(at[2 * i + 2] - at[2 * i], at[2 * i + 3] - at[2 * i + 1]);
    g.beginPath();
    g.moveTo(at[2 * i], at[2 * i + 1]); g.lineTo(at[2 * i + 2], at[2 * i + 3]);
    g.globalAlpha = 0.3 + 0.7 * opacity((3 * even) / Math.max(long, 1e-2));
    g.stroke();
  }
  g.globalAlpha = 1;
}

// The grid of noise, scaled so that it fills the data's square, as places on the canvas.
/** @type {(s: Lab, size: number) => Grid | null} */
export function noisePlaces(s, size) {
  const grid = s.arrays.zgrid;
  if (!grid) return null;
  let most = 1;
  for (const value of grid.values) most = Math.max(most, Math.abs(value));
  return { at: places(grid, 2 / most, size), rows: grid.shape[0], columns: grid.shape[1] };
}

/** @type {(s: Lab) => void} */
export function startMorph(s) {
  if (s.morph) return;
  s.morph = { began: null };
  renew(s);
  s.dirty = true; soon(s);
}

/** @type {(s: Lab) => void} */
export function stopMorph(s) {
  s.morph = null;
  s.dirty = true; soon(s);
}

/** @type {(scene: Scene, morph: {began: number | null}) => void} */
export function paintMorph(scene, morph) {
  const { s, h, size } = scene, from = noisePlaces(s, size), to = manifoldPlaces(s, h, size);
  if (!from || !to || from.at.length !== to.at.length) return;
  morph.began ??= performance.now();
  const past = performance.now() - morph.began;
  if (past > MORPH_MS + HOLD_MS) { s.morph = null; s.morphed = true; return; }
  const linear = still() ? 1 : clamp(past / MORPH_MS, 0, 1), share = linear * linear * (3 - 2 * linear);
  for (let i = 0; i < to.at.length; i += 1) to.at[i] = from.at[i] + share * (to.at[i] - from.at[i]);
  paintManifold(scene, to);
}
