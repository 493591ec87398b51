// The small plots in the graph's nodes.
import { paintField, places } from "./layers.js";
import { manifoldPlaces, noisePlaces } from "./manifold.js";
import { css, mixed, sharp } from "./tools.js";

/** @import { Header } from "./protocol.js" */
/** @import { Colour, Decoded, Grid, Lab, Palette, Plot, Sheet } from "./state.js" */

/** @type {(s: Lab, h: Header) => void} */
export function paintPlots(s, h) {
  const n = s.nodes.plots, p = s.palette;
  if (!p) return;
  /** @type {(key: Plot, act: (sheet: Sheet) => void) => void} */
  const on = (key, act) => {
    const { g, width: size } = sharp(n[key].canvas);
    if (!size) return;
    g.fillStyle = css(p.back); g.fillRect(0, 0, size, size);
    act({ s, g, size, p });
  };
  on("z", ({ g, size }) => smallGrid(g, p, noisePlaces(s, size)));
  on("G", ({ g, size }) => smallGrid(g, p, manifoldPlaces(s, h, size), true));
  on("f", ({ g, size }) => smallDots(g, s.arrays.fake, h.unit, size, p.fake));
  on("r", ({ g, size }) => smallDots(g, s.arrays.real, h.unit, size, p.point));
  on("D", paintField);
}

/** @type {(g: CanvasRenderingContext2D, array: Decoded | undefined, unit: number, size: number, colour: Colour) => void} */
function smallDots(g, array, unit, size, colour) {
  if (!array) return;
  const at = places(array, unit, size);
  g.fillStyle = css(colour, 0.8);
  for (let i = 0; i < Math.min(at.length, 800); i += 2) g.fillRect(at[i] - 0.7, at[i + 1] - 0.7, 1.4, 1.4);
}

// Every second line of the grid; a curve where there is one dimension of noise.
/** @type {(g: CanvasRenderingContext2D, p: Palette, grid: Grid | null, warped?: boolean) => void} */
function smallGrid(g, p, grid, warped = false) {
  if (!grid) return;
  const { at, rows, columns } = grid, every = Math.max(1, Math.round(Math.max(rows, columns) / 10));
  /** @type {(i: number, first: boolean) => void} */
  const move = (i, first) => (first ? g.moveTo(at[2 * i], at[2 * i + 1]) : g.lineTo(at[2 * i], at[2 * i + 1]));
  g.beginPath();
  for (let row = 0; row < rows; row += rows === 1 ? 1 : every)
    for (let column = 0; column < columns; column += 1) move(row * columns + column, column === 0);
  for (let column = 0; rows > 1 && column < columns; column += every)
    for (let row = 0; row < rows; row += 1) move(row * columns + column, row === 0);
  g.lineWidth = rows === 1 ? 1.5 : 0.7;
  g.strokeStyle = css(warped ? mixed(p.g, p.text, 0.15) : mixed(p.back, p.text, 0.55));
  g.stroke();
}
