// The 2-D Lab. What an instance knows is kept by its parent: several labs on a page never mix, and a
// rerun of the page's script finds its lab as it was.
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
import { el, partsOf } from "./tools.js";
import { buildTransport, onKey } from "./transport.js";

/** @import { FrontendRenderer, FrontendRendererArgs } from "@streamlit/component-v2-lib" */
/** @import { Data, Sent } from "./protocol.js" */
/** @import { Lab, Nodes, NoticeKind } from "./state.js" */

/** @type {WeakMap<object, Lab>} */
const kept = new WeakMap();

/** @type {(root: Element, args: FrontendRendererArgs<Sent, Data>) => Lab} */
function built(root, { data, setStateValue, setTriggerValue }) {
  /** @type {Lab} */
  const s = {
    root: el("div", { class: "lab" }), nodes: /** @type {Nodes} */ ({}), data, texts: data.texts, setStateValue, setTriggerValue,
    view: { layers: new Set(data.view.layers), raw: data.view.raw }, score: "js", paint, slowly,
    base: null, header: null, arrays: {}, trails: [], paints: [], frames: 0, seq: -1, version: null, asked: null, palette: null,
    history: emptyHistory(), scores: null, morph: null, drawing: null, drag: null,
    resized: new ResizeObserver(() => { s.chartsDue = true; s.slowAt = 0; soon(s); }),
    counting: setInterval(() => countPaints(s), 1000), seen: () => onVisibility(s),
  };
  arrange(s);
  root.replaceChildren(s.root);
  s.root.addEventListener("keydown", (event) => onKey(s, event));
  drawEvents(s);
  s.resized.observe(s.root);
  document.addEventListener("visibilitychange", s.seen);
  return s;
}

/** @type {(s: Lab) => void} */
function arrange(s) {
  /** @type {(kind: NoticeKind) => HTMLElement} */
  const place = (kind) => el("div", { class: `notice ${kind}`, role: "status", hidden: true });
  s.nodes.notices = { lost: place("lost"), failed: place("failed"), refused: place("refused"), again: place("again") };
  s.root.append(
    buildTransport(s), buildTimeline(s), ...Object.values(s.nodes.notices),
    el("div", { class: "columns" },
      el("div", { class: "left" }, buildScene(s), buildDraw(s), buildLegend(s)),
      el("div", { class: "right" }, buildCaption(s), buildGraph(s), buildCharts(s), buildScores(s))));
}

// Another lab on the server: nothing that was known holds any longer.
/** @type {(s: Lab, base: string) => void} */
function begin(s, base) {
  s.socket?.close();
  for (const timer of [s.againTimer, s.settingsTimer]) clearTimeout(timer);
  notice(s, "again", "");
  /** @type {Partial<Lab>} */
  const unknown = { base, againTimer: undefined, inForce: null, header: null, arrays: {}, trails: [], seq: -1, version: null, asked: null,
                    history: emptyHistory(), scores: null, floor: null, drag: null, fieldKept: null, realKept: null };
  Object.assign(s, unknown);
  notice(s, "lost", "");
  for (const part of partsOf(s, ".transport, .timeline")) part.inert = Boolean(s.drawing);
  s.nodes.waiting.hidden = Boolean(s.drawing);
  follow(s);
}

/** @type {(s: Lab) => void} */
function finish(s) {
  s.stopped = true; s.turn = null;
  s.socket?.close();
  s.wake?.();
  s.resized.disconnect();
  document.removeEventListener("visibilitychange", s.seen);
  if (s.due) cancelAnimationFrame(s.due);
  clearInterval(s.counting);
  for (const timer of [s.slowTimer, s.spokenTimer, s.viewTimer, s.dragEnd, s.againTimer, s.settingsTimer]) clearTimeout(timer);
}

// The lab of this place: the one that is there, or where that has ended or speaks another language a new one.
/** @type {(args: FrontendRendererArgs<Sent, Data>) => Lab} */
function here(args) {
  const { data, parentElement } = args, before = kept.get(parentElement);
  if (before && !before.stopped && before.root.isConnected && before.data.language === data.language) return before;
  if (before) finish(before);
  const s = built(/** @type {Element} */ (parentElement.querySelector(".root")), args);
  kept.set(parentElement, s);
  return s;
}

/** @type {FrontendRenderer<Sent, Data>} */
export default function (args) {
  const { data, setStateValue, setTriggerValue } = args, s = here(args), before = s.data.settings;
  s.data = data; s.setStateValue = setStateValue; s.setTriggerValue = setTriggerValue;
  s.palette = null; s.chartsDue = true;
  if (s.attention !== undefined && s.attention !== data.attention) s.root.scrollIntoView({ block: "start" });
  s.attention = data.attention;
  drawMode(s, data.draw, data.cells);
  if (s.base !== data.base) begin(s, data.base);
  else if (before !== data.settings) settingsChanged(s);
  soon(s);
  return () => finish(s);
}
