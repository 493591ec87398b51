// Painting a data set: 48 x 48 cells over [-2, 2]^2, row 0 at the bottom; mouse, finger or keys.
import { soon } from "./due.js";
import { BOX, frameLines, place } from "./layers.js";
import { choice, chosen } from "./legend.js";
import { clamp, css, el, filled, say } from "./tools.js";

const CELLS = 48, REACH = 2, BRUSH = 1.4, UNDOS = 50;

export function buildDraw(s) {
  const { texts, nodes: n } = s;
  const press = (text, hint, act) => el("button", { type: "button", title: hint, text, on: { click: act } });
  n.brush = choice(s, texts.brush, [["paint", texts.paint, texts.paintHint], ["erase", texts.erase, texts.eraseHint]],
    (value) => { if (s.drawing) s.drawing.erase = value === "erase"; });
  n.undo = press(texts.undo, texts.undoHint, () => undo(s));
  n.drawDone = press(texts.done, texts.doneHint, () => done(s));
  n.drawDone.classList.add("main");
  n.drawCount = el("span", { class: "soft", "aria-live": "polite" });
  n.drawBar = el("div", { class: "draw-bar", hidden: true }, n.brush,
    n.undo, press(texts.clear, texts.clearHint, () => { remember(s); s.drawing.cells.clear(); drawn(s); }),
    n.drawDone, press(texts.leave, texts.leaveHint, () => leave(s)), n.drawCount, el("p", { class: "sentence", text: texts.drawHint }));
  return n.drawBar;
}

export function drawMode(s, on, cells) {
  if (on === Boolean(s.drawing)) return;
  s.drawing = on ? { cells: new Set(cells.map(([c, r]) => r * CELLS + c)), past: [], cursor: [24, 24], erase: false, stroke: null } : null;
  s.root.toggleAttribute("data-drawing", on);
  for (const part of s.root.querySelectorAll(".transport, .timeline, .legend, .right")) part.inert = on;
  s.nodes.drawBar.hidden = !on;
  chosen(s.nodes.brush, "paint");
  if (on) { drawn(s); s.nodes.waiting.hidden = true; s.nodes.canvas.setAttribute("aria-label", s.texts.drawHint); }
  soon(s);
}

function drawn(s) {
  say(s.nodes.drawCount, filled(s.texts.cells, { n: s.drawing.cells.size }));
  s.nodes.drawDone.disabled = s.drawing.cells.size === 0;
  s.nodes.undo.disabled = s.drawing.past.length === 0;
  soon(s);
}

function remember(s) {
  s.drawing.past.push(new Set(s.drawing.cells));
  if (s.drawing.past.length > UNDOS) s.drawing.past.shift();
}

function undo(s) {
  const before = s.drawing.past.pop();
  if (before) s.drawing.cells = before;
  drawn(s);
}

function done(s) {
  const cells = [...s.drawing.cells].sort((a, b) => a - b).map((i) => [i % CELLS, Math.floor(i / CELLS)]);
  // The time: a component that is mounted anew must not count from 1 again.
  s.setStateValue("drawing", { cells, seq: Date.now() });
}

function leave(s) {
  s.setTriggerValue("left", true);
}

function cellAt(s, event) {
  const box = s.nodes.canvas.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * 2 * BOX - BOX, y = BOX - ((event.clientY - box.top) / box.height) * 2 * BOX;
  return [((x + REACH) / (2 * REACH)) * CELLS, ((y + REACH) / (2 * REACH)) * CELLS];
}

function dab(s, column, row, erase) {
  const { cells } = s.drawing;
  for (let r = Math.floor(row - BRUSH); r <= row + BRUSH; r += 1) {
    for (let c = Math.floor(column - BRUSH); c <= column + BRUSH; c += 1) {
      if (r < 0 || c < 0 || r >= CELLS || c >= CELLS || Math.hypot(c + 0.5 - column, r + 0.5 - row) > BRUSH) continue;
      if (erase) cells.delete(r * CELLS + c); else cells.add(r * CELLS + c);
    }
  }
}

// Cells between two places of the pointer are painted too: a quick stroke has no gaps.
function strokeTo(s, event) {
  const [c, r] = cellAt(s, event), from = s.drawing.stroke ?? [c, r];
  const steps = Math.max(1, Math.ceil(Math.hypot(c - from[0], r - from[1])));
  for (let i = 1; i <= steps; i += 1)
    dab(s, from[0] + ((c - from[0]) * i) / steps, from[1] + ((r - from[1]) * i) / steps, s.drawing.erase !== event.shiftKey);
  s.drawing.stroke = [c, r];
  drawn(s);
}

export function drawEvents(s) {
  const { canvas } = s.nodes;
  canvas.addEventListener("pointerdown", (event) => {
    if (!s.drawing || event.button > 0) return;
    event.preventDefault(); canvas.setPointerCapture(event.pointerId); canvas.focus({ preventScroll: true });
    s.drawing.keys = false;
    remember(s); strokeTo(s, event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (s.drawing?.stroke) for (const one of event.getCoalescedEvents?.() ?? [event]) strokeTo(s, one);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { if (s.drawing) s.drawing.stroke = null; });
}

// Returns whether the key was for the drawing: arrows move, space paints, shift and space erases.
export function drawKey(s, event) {
  if (event.key === "Escape") { leave(s); return true; }
  if (event.target !== s.nodes.canvas) return false;
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }, { cursor } = s.drawing;
  if (event.key in moves) cursor.forEach((at, i) => { cursor[i] = clamp(at + moves[event.key][i], 0, CELLS - 1); });
  else if (event.key === " ") { remember(s); dab(s, cursor[0] + 0.5, cursor[1] + 0.5, event.shiftKey || s.drawing.erase); }
  else return false;
  s.drawing.keys = true;
  drawn(s);
  return true;
}

export function paintDrawing({ s, g, size, p }) {
  const cell = (size * REACH) / (BOX * CELLS), [left, top] = place(size, -REACH, REACH);
  const box = (column, row) => [left + column * cell, top + (CELLS - 1 - row) * cell];
  frameLines(g, size, p);
  g.fillStyle = css(p.real);
  for (const i of s.drawing.cells) {
    const [x, y] = box(i % CELLS, Math.floor(i / CELLS));
    g.fillRect(x + 0.25, y + 0.25, cell - 0.5, cell - 0.5);
  }
  g.lineWidth = 1; g.setLineDash([4, 4]); g.strokeStyle = css(p.text, 0.5);
  g.strokeRect(left, top, CELLS * cell, CELLS * cell);
  g.setLineDash([]);
  if (!s.drawing.keys) return;
  const [x, y] = box(...s.drawing.cursor);
  g.lineWidth = 2; g.strokeStyle = css(p.text); g.strokeRect(x - 1, y - 1, cell + 2, cell + 2);
}
