// Painting a data set: 48 x 48 cells over [-2, 2]^2, row 0 at the bottom; mouse, finger or keys.
import { soon } from "./due.js";
import { BOX, frameLines, place } from "./layers.js";
import { choice, chosen } from "./legend.js";
import { clamp, css, el, filled, partsOf, say } from "./tools.js";

/** @import { Cell } from "./protocol.js" */
/** @import { Drawing, Lab, Sheet } from "./state.js" */

const CELLS = 48, REACH = 2, BRUSH = 1.4, UNDOS = 50;

/** @type {(s: Lab) => HTMLElement} */
export function buildDraw(s) {
  const { texts, nodes: n } = s;
  /** @type {(text: string, hint: string, act: (d: Drawing) => void) => HTMLButtonElement} */
  const press = (text, hint, act) => el("button", { type: "button", title: hint, text,
    on: { click: () => { if (s.drawing) act(s.drawing); } } });
  n.brush = choice(texts.brush, [["paint", texts.paint, texts.paintHint], ["erase", texts.erase, texts.eraseHint]],
    (value) => { if (s.drawing) s.drawing.erase = value === "erase"; });
  n.undo = press(texts.undo, texts.undoHint, (d) => undo(s, d));
  n.drawDone = press(texts.done, texts.doneHint, (d) => done(s, d));
  n.drawDone.classList.add("main");
  n.drawCount = el("span", { class: "soft", "aria-live": "polite" });
  n.drawBar = el("div", { class: "draw-bar", hidden: true }, n.brush,
    n.undo, press(texts.clear, texts.clearHint, (d) => { remember(d); d.cells.clear(); drawn(s, d); }),
    n.drawDone, press(texts.leave, texts.leaveHint, () => leave(s)), n.drawCount, el("p", { class: "sentence", text: texts.drawHint }));
  return n.drawBar;
}

/** @type {(s: Lab, on: boolean, cells: Cell[]) => void} */
export function drawMode(s, on, cells) {
  if (on === Boolean(s.drawing)) return;
  const d = s.drawing = on ? { cells: new Set(cells.map(([c, r]) => r * CELLS + c)), past: [], cursor: [24, 24], erase: false, stroke: null } : null;
  s.root.toggleAttribute("data-drawing", on);
  for (const part of partsOf(s, ".transport, .timeline, .legend, .right")) part.inert = on;
  s.nodes.drawBar.hidden = !on;
  chosen(s.nodes.brush, "paint");
  if (d) { drawn(s, d); s.nodes.waiting.hidden = true; s.nodes.canvas.setAttribute("aria-label", s.texts.drawHint); }
  soon(s);
}

/** @type {(s: Lab, d: Drawing) => void} */
function drawn(s, d) {
  say(s.nodes.drawCount, filled(s.texts.cells, { n: d.cells.size }));
  s.nodes.drawDone.disabled = d.cells.size === 0;
  s.nodes.undo.disabled = d.past.length === 0;
  soon(s);
}

/** @type {(d: Drawing) => void} */
function remember(d) {
  d.past.push(new Set(d.cells));
  if (d.past.length > UNDOS) d.past.shift();
}

/** @type {(s: Lab, d: Drawing) => void} */
function undo(s, d) {
  const before = d.past.pop();
  if (before) d.cells = before;
  drawn(s, d);
}

/** @type {(s: Lab, d: Drawing) => void} */
function done(s, d) {
  const cells = [...d.cells].sort((a, b) => a - b).map((i) => /** @type {Cell} */ ([i % CELLS, Math.floor(i / CELLS)]));
  // The time: a component that is mounted anew must not count from 1 again.
  s.setStateValue("drawing", { cells, seq: Date.now() });
}

/** @type {(s: Lab) => void} */
function leave(s) {
  s.setTriggerValue("left", true);
}

/** @type {(s: Lab, event: PointerEvent) => [column: number, row: number]} */
function cellAt(s, event) {
  const box = s.nodes.canvas.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * 2 * BOX - BOX, y = BOX - ((event.clientY - box.top) / box.height) * 2 * BOX;
  return [((x + REACH) / (2 * REACH)) * CELLS, ((y + REACH) / (2 * REACH)) * CELLS];
}

/** @type {(d: Drawing, column: number, row: number, erase: boolean) => void} */
function dab({ cells }, column, row, erase) {
  for (let r = Math.floor(row - BRUSH); r <= row + BRUSH; r += 1) {
    for (let c = Math.floor(column - BRUSH); c <= column + BRUSH; c += 1) {
      if (r < 0 || c < 0 || r >= CELLS || c >= CELLS || Math.hypot(c + 0.5 - column, r + 0.5 - row) > BRUSH) continue;
      if (erase) cells.delete(r * CELLS + c); else cells.add(r * CELLS + c);
    }
  }
}

// Cells between two places of the pointer are painted too: a quick stroke has no gaps.
/** @type {(s: Lab, d: Drawing, event: PointerEvent) => void} */
function strokeTo(s, d, event) {
  const [c, r] = cellAt(s, event), from = d.stroke ?? [c, r];
  const steps = Math.max(1, Math.ceil(Math.hypot(c - from[0], r - from[1])));
  for (let i = 1; i <= steps; i += 1)
    dab(d, from[0] + ((c - from[0]) * i) / steps, from[1] + ((r - from[1]) * i) / steps, d.erase !== event.shiftKey);
  d.stroke = [c, r];
  drawn(s, d);
}

/** @type {(s: Lab) => void} */
export function drawEvents(s) {
  const { canvas } = s.nodes;
  canvas.addEventListener("pointerdown", (event) => {
    if (!s.drawing || event.button > 0) return;
    event.preventDefault(); canvas.setPointerCapture(event.pointerId); canvas.focus({ preventScroll: true });
    s.drawing.keys = false;
    remember(s.drawing); strokeTo(s, s.drawing, event);
  });
  canvas.addEventListener("pointermove", (event) => {
    const d = s.drawing;
    if (d?.stroke) for (const one of event.getCoalescedEvents?.() ?? [event]) strokeTo(s, d, one);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { if (s.drawing) s.drawing.stroke = null; });
}

// Returns whether the key was for the drawing: arrows move, space paints, shift and space erases.
/** @type {(s: Lab, d: Drawing, event: KeyboardEvent) => boolean} */
export function drawKey(s, d, event) {
  if (event.key === "Escape") { leave(s); return true; }
  if (event.target !== s.nodes.canvas) return false;
  /** @type {Record<string, Cell>} */
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const { cursor } = d;
  if (event.key in moves) cursor.forEach((at, i) => { cursor[i] = clamp(at + moves[event.key][i], 0, CELLS - 1); });
  else if (event.key === " ") { remember(d); dab(d, cursor[0] + 0.5, cursor[1] + 0.5, event.shiftKey || d.erase); }
  else return false;
  d.keys = true;
  drawn(s, d);
  return true;
}

/** @type {(sheet: Sheet, d: Drawing) => void} */
export function paintDrawing({ g, size, p }, d) {
  const cell = (size * REACH) / (BOX * CELLS), [left, top] = place(size, -REACH, REACH);
  /** @type {(column: number, row: number) => [x: number, y: number]} */
  const box = (column, row) => [left + column * cell, top + (CELLS - 1 - row) * cell];
  frameLines(g, size, p);
  g.fillStyle = css(p.real);
  for (const i of d.cells) {
    const [x, y] = box(i % CELLS, Math.floor(i / CELLS));
    g.fillRect(x + 0.25, y + 0.25, cell - 0.5, cell - 0.5);
  }
  g.lineWidth = 1; g.setLineDash([4, 4]); g.strokeStyle = css(p.text, 0.5);
  g.strokeRect(left, top, CELLS * cell, CELLS * cell);
  g.setLineDash([]);
  if (!d.keys) return;
  const [x, y] = box(...d.cursor);
  g.lineWidth = 2; g.strokeStyle = css(p.text); g.strokeRect(x - 1, y - 1, cell + 2, cell + 2);
}
