// The 2-D Lab. data: {base, texts, colours: {real, fake, g, d}, view: {layers, raw}, settings,
//                     draw, cells}. What an instance knows is kept by its parent: several labs on a
// page never mix, and a rerun of the page's script finds its lab as it was.
import { buildCharts } from "./charts.js";
import { buildDraw, drawEvents, drawMode } from "./draw.js";
import { soon } from "./due.js";
import { buildGraph } from "./graph.js";
import { emptyHistory, settingsChanged } from "./history.js";
import { buildLegend } from "./legend.js";
import { buildCaption } from "./parts.js";
import { buildScene, countPaints, paint, slowly } from "./scene.js";
import { buildScores } from "./scores.js";
import { follow, notice, onVisibility } from "./stream.js";
import { buildTimeline } from "./timeline.js";
import { el } from "./tools.js";
import { buildTransport, onKey } from "./transport.js";

const kept = new WeakMap();

function built(root, data) {
  const s = {
    root: el("div", { class: "lab" }), data, texts: data.texts, base: null, nodes: { notices: {} }, paint, slowly,
    view: { layers: new Set(data.view.layers), raw: data.view.raw },
    header: null, arrays: {}, trails: [], paints: [], frames: 0, seq: -1, version: null, asked: null,
    history: emptyHistory(), scores: null, morph: null, drawing: null, drag: null,
  };
  arrange(s);
  root.replaceChildren(s.root);
  s.root.addEventListener("keydown", (event) => onKey(s, event));
  drawEvents(s);
  s.resized = new ResizeObserver(() => { s.chartsDue = true; s.slowAt = 0; soon(s); });
  s.resized.observe(s.root);
  s.counting = setInterval(() => countPaints(s), 1000);
  s.seen = () => onVisibility(s);
  document.addEventListener("visibilitychange", s.seen);
  return s;
}

function arrange(s) {
  const { notices } = s.nodes;
  for (const kind of ["lost", "failed", "refused", "again"]) notices[kind] = el("div", { class: `notice ${kind}`, role: "status", hidden: true });
  s.root.append(
    buildTransport(s), buildTimeline(s), ...Object.values(notices),
    el("div", { class: "columns" },
      el("div", { class: "left" }, buildScene(s), buildDraw(s), buildLegend(s)),
      el("div", { class: "right" }, buildCaption(s), buildGraph(s), buildCharts(s), buildScores(s))));
}

// Another lab on the server: nothing that was known holds any longer.
function begin(s, base) {
  s.socket?.close();
  for (const timer of [s.againTimer, s.settingsTimer]) clearTimeout(timer);
  notice(s, "again", "");
  Object.assign(s, { base, againTimer: null, inForce: null, header: null, arrays: {}, trails: [], seq: -1, version: null, asked: null,
                     history: emptyHistory(), scores: null, floor: null, drag: null, fieldKept: null, realKept: null });
  notice(s, "lost", "");
  for (const part of s.root.querySelectorAll(".transport, .timeline")) part.inert = Boolean(s.drawing);
  s.nodes.waiting.hidden = Boolean(s.drawing);
  follow(s);
}

function finish(s) {
  s.stopped = true; s.turn = null;
  s.socket?.close();
  s.wake?.();
  s.resized.disconnect();
  document.removeEventListener("visibilitychange", s.seen);
  cancelAnimationFrame(s.due);
  clearInterval(s.counting);
  for (const timer of [s.slowTimer, s.spokenTimer, s.viewTimer, s.dragEnd, s.againTimer, s.settingsTimer]) clearTimeout(timer);
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  let s = kept.get(parentElement);
  if (s && (s.stopped || !s.root.isConnected || s.data.language !== data.language)) { finish(s); s = null; }
  if (!s) { s = built(parentElement.querySelector(".root"), data); kept.set(parentElement, s); }
  const before = s.data.settings;
  Object.assign(s, { data, setStateValue, setTriggerValue, palette: null, chartsDue: true });
  if (s.attention !== undefined && s.attention !== data.attention) s.root.scrollIntoView({ block: "start" });
  s.attention = data.attention;
  drawMode(s, data.draw, data.cells);
  if (s.base !== data.base) begin(s, data.base);
  else if (before !== data.settings) settingsChanged(s);
  soon(s);
  return () => finish(s);
}
