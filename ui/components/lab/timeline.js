// Back to a snapshot that was kept, and between branches: what was trained on from different snapshots.
import { readCurves } from "./history.js";
import { command } from "./stream.js";
import { el, filled, finite, say, whole } from "./tools.js";

/** @import { Branch, Header, Texts } from "./protocol.js" */
/** @import { Drag, Lab } from "./state.js" */

const DRAG_MS = 200;

/** @type {(s: Lab) => HTMLElement} */
export function buildTimeline(s) {
  const { texts, nodes: n } = s;
  n.rewind = el("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": texts.rewind, title: texts.rewindHint,
    "data-do": "rewind", on: { input: () => dragged(s), change: () => released(s) } });
  n.rewindAt = el("output", { class: "at" });
  n.rate = el("span", { class: "rate soft" });
  n.branches = el("select", { "aria-label": texts.branch, title: texts.branchHint, hidden: true, "data-do": "branch",
    on: { change: () => command(s, { do: "branch", id: Number(n.branches.value) }) } });
  return el("div", { class: "timeline" }, el("span", { class: "label", text: texts.rewind }), n.rewind, n.rewindAt, n.rate, n.branches);
}

/** @type {(s: Lab) => void} */
function dragged(s) {
  clearTimeout(s.dragEnd);
  const drag = (s.drag ??= { snapshots: s.header?.snapshots ?? [], sent: 0 });
  const step = drag.snapshots[Number(s.nodes.rewind.value)];
  if (step === undefined) return;
  sayMoment(s, step);
  const wait = DRAG_MS - (performance.now() - drag.sent);
  clearTimeout(drag.timer);
  if (wait <= 0) rewindTo(s, drag, step);
  else drag.timer = setTimeout(() => rewindTo(s, drag, step), wait);
}

// The slider's value is the number of a snapshot: what it means is its step.
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
  const step = s.drag.snapshots[Number(s.nodes.rewind.value)];
  if (step !== undefined) rewindTo(s, s.drag, step);
  clearTimeout(s.dragEnd);
  s.dragEnd = setTimeout(() => { s.drag = null; readCurves(s); if (s.header) showTimeline(s, s.header); }, 400);
}

/** @type {(s: Lab, h: Header) => void} */
export function showTimeline(s, h) {
  const { nodes: n, texts } = s, { snapshots } = h;
  showLines(s, h);
  if (s.drag) return;
  let at = 0;
  snapshots.forEach((step, i) => { if (step <= h.step) at = i; });
  n.rewind.max = String(Math.max(0, snapshots.length - 1)); n.rewind.value = String(at);
  n.rewind.disabled = snapshots.length < 2;
  n.rewind.style.setProperty("--part", `${(100 * at) / Math.max(1, snapshots.length - 1)}%`);
  sayMoment(s, h.step);
  const back = snapshots.length > 0 && h.step < snapshots[snapshots.length - 1];
  say(n.rewound, back && !h.playing ? texts.rewound : "");
}

/** @type {(s: Lab, h: Header) => void} */
function showLines(s, h) {
  const { history, nodes: n, texts } = s, branches = history.branches;
  n.branches.hidden = branches.length < 2;
  const others = branches.map((branch) => (branch.id === h.branch ? { ...branch, at: 0 } : branch)), key = JSON.stringify([others, h.branch]);
  if (n.branches.hidden || n.branches.dataset.key === key || n.branches.matches(":focus")) return;
  n.branches.dataset.key = key;
  n.branches.replaceChildren(...branches.map((branch) => el("option", { value: branch.id, text: branchName(texts, branch, branch.id === h.branch) })));
  n.branches.value = String(h.branch);
}

// Where the current branch ends changes all the time; its name does not say it.
/** @type {(texts: Texts, branch: Branch, current: boolean) => string} */
function branchName(texts, { id, parent, from, at }, current) {
  const branch = finite(parent) ? filled(texts.branchFrom, { id, parent, from: whole(from) }) : filled(texts.branchFirst, { id });
  return current ? branch : filled(texts.branchTo, { branch, at: whole(at) });
}
