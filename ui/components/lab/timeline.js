// Back to a moment that was kept, and between lines: what was trained on from different moments.
import { readCurves } from "./history.js";
import { command } from "./stream.js";
import { el, filled, finite, say, whole } from "./tools.js";

/** @import { BranchLine, Header, Texts } from "./protocol.js" */
/** @import { Drag, Lab } from "./state.js" */

const DRAG_MS = 200;

/** @type {(s: Lab) => HTMLElement} */
export function buildTimeline(s) {
  const { texts, nodes: n } = s;
  n.rewind = el("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": texts.rewind, title: texts.rewindHint,
    "data-do": "rewind", on: { input: () => dragged(s), change: () => released(s) } });
  n.rewindAt = el("output", { class: "at" });
  n.rate = el("span", { class: "rate soft" });
  n.lines = el("select", { "aria-label": texts.line, title: texts.lineHint, hidden: true, "data-do": "line",
    on: { change: () => command(s, { do: "line", id: Number(n.lines.value) }) } });
  return el("div", { class: "timeline" }, el("span", { class: "label", text: texts.rewind }), n.rewind, n.rewindAt, n.rate, n.lines);
}

/** @type {(s: Lab) => void} */
function dragged(s) {
  clearTimeout(s.dragEnd);
  const drag = (s.drag ??= { moments: s.header?.moments ?? [], sent: 0 });
  const step = drag.moments[Number(s.nodes.rewind.value)];
  if (step === undefined) return;
  sayMoment(s, step);
  const wait = DRAG_MS - (performance.now() - drag.sent);
  clearTimeout(drag.timer);
  if (wait <= 0) rewindTo(s, drag, step);
  else drag.timer = setTimeout(() => rewindTo(s, drag, step), wait);
}

// The slider's value is the number of a moment: what it means is its step.
/** @type {(s: Lab, step: number) => void} */
function sayMoment({ nodes: n, texts }, step) {
  const text = filled(texts.stepCount, { step: whole(step) });
  say(n.rewindAt, text);
  if (n.rewind.getAttribute("aria-valuetext") !== text) n.rewind.setAttribute("aria-valuetext", text);
}

/** @type {(s: Lab, drag: Drag, step: number) => void} */
function rewindTo(s, drag, step) {
  drag.sent = performance.now();
  if (drag.last === step) return;
  drag.last = step;
  command(s, { do: "rewind", step });
}

/** @type {(s: Lab) => void} */
function released(s) {
  if (!s.drag) return;
  clearTimeout(s.drag.timer);
  const step = s.drag.moments[Number(s.nodes.rewind.value)];
  if (step !== undefined) rewindTo(s, s.drag, step);
  clearTimeout(s.dragEnd);
  s.dragEnd = setTimeout(() => { s.drag = null; readCurves(s); if (s.header) showTimeline(s, s.header); }, 400);
}

/** @type {(s: Lab, h: Header) => void} */
export function showTimeline(s, h) {
  const { nodes: n, texts } = s, { moments } = h;
  showLines(s, h);
  if (s.drag) return;
  let at = 0;
  moments.forEach((step, i) => { if (step <= h.step) at = i; });
  n.rewind.max = String(Math.max(0, moments.length - 1)); n.rewind.value = String(at);
  n.rewind.disabled = moments.length < 2;
  n.rewind.style.setProperty("--part", `${(100 * at) / Math.max(1, moments.length - 1)}%`);
  sayMoment(s, h.step);
  const back = moments.length > 0 && h.step < moments[moments.length - 1];
  say(n.rewound, back && !h.playing ? texts.rewound : "");
}

/** @type {(s: Lab, h: Header) => void} */
function showLines(s, h) {
  const { history, nodes: n, texts } = s, lines = history.lines;
  n.lines.hidden = lines.length < 2;
  const others = lines.map((line) => (line.id === h.line ? { ...line, at: 0 } : line)), key = JSON.stringify([others, h.line]);
  if (n.lines.hidden || n.lines.dataset.key === key || n.lines.matches(":focus")) return;
  n.lines.dataset.key = key;
  n.lines.replaceChildren(...lines.map((line) => el("option", { value: line.id, text: lineName(texts, line, line.id === h.line) })));
  n.lines.value = String(h.line);
}

// Where the current line ends changes all the time; its name does not say it.
/** @type {(texts: Texts, line: BranchLine, current: boolean) => string} */
function lineName(texts, { id, parent, from, at }, current) {
  const line = finite(parent) ? filled(texts.lineFrom, { id, parent, from: whole(from) }) : filled(texts.lineFirst, { id });
  return current ? line : filled(texts.lineTo, { line, at: whole(at) });
}
