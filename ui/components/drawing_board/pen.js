// Strokes that begin, go on and end; taking them back.
import { ask, askOthers } from "./follow.js";
import { one, paint } from "./paint.js";
import { add, toText, withoutLast } from "./strokes.js";

/** @typedef {import("./types.js").Board} Board */

/** @type {(s: Board, selector: string) => HTMLElement} */
export const part = (s, selector) => /** @type {HTMLElement} */ (s.root.querySelector(selector));
/** @type {(s: Board) => HTMLInputElement} */
export const widthOf = (s) => /** @type {HTMLInputElement} */ (part(s, ".width input"));

/** @type {(s: Board) => import("./paint.js").Paper} */
const paperOf = (s) => ({ inks: s.data.inks, base: s.base, crisp: s.data.crisp, holes: s.data.holes });

/** @type {(s: Board) => void} */
export function repaint(s) {
  paint(s.canvas, s.strokes, paperOf(s));
  ask(s);
}

/** The drawing changed and holds still.
 * @type {(s: Board) => void} */
function settle(s) {
  const text = toText(s.strokes);
  part(s, ".caption").textContent = text.length > s.data.most ? s.data.texts.full : "";
  s.say(text);
  enable(s);
  askOthers(s);
}

/** @type {(s: Board) => void} */
export function enable(s) {
  for (const [name, on] of /** @type {[string, boolean][]} */ ([
    ["undo", s.strokes.length > 0 || s.cleared !== null], ["redo", s.undone.length > 0], ["clear", s.strokes.length > 0]])) {
    /** @type {HTMLButtonElement} */ (part(s, `[data-act="${name}"]`)).disabled = !on;
  }
}

/** @type {(s: Board, name: string) => void} */
export function act(s, name) {
  if (name === "undo" && s.cleared) { s.strokes = s.cleared; s.cleared = null; }
  else if (name === "undo") { const [rest, taken] = withoutLast(s.strokes); s.strokes = rest; if (taken.length) s.undone.push(taken); }
  if (name === "redo") s.strokes = [...s.strokes, ...(s.undone.pop() ?? [])];
  if (name === "clear" && s.strokes.length) { s.cleared = s.strokes; s.strokes = []; s.undone = []; }
  repaint(s);
  settle(s);
}

/** @type {(s: Board, x: number, y: number, pressure: number | null, more: boolean) => void} */
export function begin(s, x, y, pressure, more) {
  if (!more) { s.undone = []; s.cleared = null; }
  const wide = Number(widthOf(s).value) * (pressure === null ? 1 : 0.4 + 1.2 * pressure);
  s.stroke = { tool: s.tool, ink: s.ink, width: Math.max(1, Math.min(128, Math.round(wide))), points: [], more };
  add(s.stroke.points, x, y);
  s.strokes.push(s.stroke);
  if (s.tool === "fill") { one(s.canvas, s.stroke, paperOf(s)); end(s); return; }
  mark(s, s.stroke.points);
}

/** Paint the newest piece of a stroke.
 * @type {(s: Board, points: number[]) => void} */
function mark(s, points) {
  if (s.stroke) one(s.canvas, { ...s.stroke, points }, paperOf(s));
  ask(s);
}

/** @type {(s: Board, x: number, y: number, pressure: number | null) => void} */
export function go(s, x, y, pressure) {
  if (!s.stroke) return;
  const before = s.stroke.points.slice(-2);
  const wide = Math.round(Number(widthOf(s).value) * (pressure === null ? 1 : 0.4 + 1.2 * pressure));
  if (pressure !== null && Math.abs(wide - s.stroke.width) > 2) begin(s, before[0], before[1], pressure, true);
  if (add(s.stroke.points, x, y)) mark(s, [...before, ...s.stroke.points.slice(-2)]);
}

/** @type {(s: Board) => void} */
export function end(s) {
  if (!s.stroke) return;
  s.stroke = null;
  repaint(s);  // as a whole, as the address will have it: pieces of a soft line are darker where they meet
  settle(s);
}
