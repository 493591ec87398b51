// The curves of the current branch: read whole when the branch changes, then grown by the frames.
import { soon } from "./due.js";
import { finite } from "./tools.js";

/** @import { Curves, Header } from "./protocol.js" */
/** @import { History, Lab } from "./state.js" */

const MOST_POINTS = 2400, REREAD_MS = 10000;
export const READINGS = ["D/loss", "G/loss"];

/** @type {() => History} */
export function emptyHistory() {
  return { curves: {}, scores: [], changes: [], branches: [], readAt: 0 };
}

/** @type {(s: Lab) => Promise<void>} */
export async function readCurves(s) {
  const turn = s.turn, ask = (s.reading = {});
  s.history.readAt = performance.now();
  try {
    const answer = await fetch(`${s.base}/curves`, { cache: "no-store" });
    if (!answer.ok) return;
    /** @type {Curves} */
    const read = await answer.json();
    if (s.turn !== turn || s.reading !== ask) return;
    s.history = { curves: read.curves ?? {}, scores: read.scores ?? [], changes: read.changes ?? [],
                  branches: read.branches ?? [], readAt: performance.now() };
    s.chartsDue = true; soon(s);
  } catch {
    // The stream says that the server does not answer; it reads the curves when it is back.
  }
}

/** @type {(s: Lab, h: Header) => void} */
export function keepReadings(s, h) {
  const { history } = s;
  for (const key of READINGS) {
    const value = h.readings?.[key], curve = (history.curves[key] ??= []);
    if (!finite(value) || (curve.length && curve[curve.length - 1][0] >= h.step)) continue;
    curve.push([h.step, value]);
    if (curve.length > MOST_POINTS) history.curves[key] = curve.filter((_, i) => i % 2 === 0 || i === curve.length - 1);
  }
  const made = s.scores, last = history.scores.at(-1);
  if (made?.raw && !(last && last[0] >= made.step)) {
    const averaged = Object.entries(made.ema ?? {}).map(([key, value]) => [`ema/${key}`, value]);
    const stale = made.w1_step < made.step ? { w1: null, "ema/w1": null } : {};
    history.scores.push([made.step, { ...made.raw, ...Object.fromEntries(averaged), ...stale }]);
  }
  if (h.playing && performance.now() - history.readAt > REREAD_MS) readCurves(s);
}

// A setting was changed on the page: the lab applies it at its next round, then it is marked.
/** @type {(s: Lab) => void} */
export function settingsChanged(s) {
  for (const wait of [400, 1500]) setTimeout(() => { if (!s.stopped) readCurves(s); }, wait);
}
