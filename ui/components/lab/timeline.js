// Back to a moment that was kept, and between lines: what was trained on from different moments.
import { readCurves } from "./history.js";
import { command } from "./stream.js";
import { el, filled, say, whole } from "./tools.js";

const DRAG_MS = 200;

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

function dragged(s) {
  clearTimeout(s.dragEnd);
  s.drag ??= { moments: s.header?.moments ?? [], sent: 0 };
  const step = s.drag.moments[Number(s.nodes.rewind.value)];
  if (step === undefined) return;
  sayMoment(s, step);
  const wait = DRAG_MS - (performance.now() - s.drag.sent);
  clearTimeout(s.drag.timer);
  if (wait <= 0) rewindTo(s, step);
  else s.drag.timer = setTimeout(() => rewindTo(s, step), wait);
}

// The slider's value is the number of a moment: what it means is its step.
function sayMoment({ nodes: n, texts }, step) {
  const text = filled(texts.stepCount, { step: whole(step) });
  say(n.rewindAt, text);
  if (n.rewind.getAttribute("aria-valuetext") !== text) n.rewind.setAttribute("aria-valuetext", text);
}

function rewindTo(s, step) {
  s.drag.sent = performance.now();
  if (s.drag.last === step) return;
  s.drag.last = step;
  command(s, { do: "rewind", step });
}

function released(s) {
  if (!s.drag) return;
  clearTimeout(s.drag.timer);
  const step = s.drag.moments[Number(s.nodes.rewind.value)];
  if (step !== undefined) rewindTo(s, step);
  clearTimeout(s.dragEnd);
  s.dragEnd = setTimeout(() => { s.drag = null; readCurves(s); if (s.header) showTimeline(s); }, 400);
}

export function showTimeline(s) {
  const { header: h, nodes: n, texts } = s, moments = h.moments ?? [];
  showLines(s);
  if (s.drag) return;
  let at = 0;
  moments.forEach((step, i) => { if (step <= h.step) at = i; });
  n.rewind.max = Math.max(0, moments.length - 1); n.rewind.value = at;
  n.rewind.disabled = moments.length < 2;
  n.rewind.style.setProperty("--part", `${(100 * at) / Math.max(1, moments.length - 1)}%`);
  sayMoment(s, h.step);
  const back = moments.length > 0 && h.step < moments.at(-1);
  say(n.rewound, back && !h.playing ? texts.rewound : "");
}

function showLines(s) {
  const { history, nodes: n, texts, header: h } = s, lines = history.lines;
  n.lines.hidden = lines.length < 2;
  const others = lines.map((line) => (line.id === h.line ? { ...line, at: 0 } : line)), key = JSON.stringify([others, h.line]);
  if (n.lines.hidden || n.lines.dataset.key === key || n.lines.matches(":focus")) return;
  n.lines.dataset.key = key;
  n.lines.replaceChildren(...lines.map((line) => el("option", { value: line.id, text: lineName(texts, line, line.id === h.line) })));
  n.lines.value = h.line;
}

// Where the current line ends changes all the time; its name does not say it.
function lineName(texts, { id, parent, from, at }, current) {
  const line = Number.isFinite(parent) ? filled(texts.lineFrom, { id, parent, from: whole(from) }) : filled(texts.lineFirst, { id });
  return current ? line : filled(texts.lineTo, { line, at: whole(at) });
}
