// A part of a run's page that follows the run.
import { buildCharts, paintCharts } from "./charts.js";
import { hub, join, leave } from "./hub.js";
import { buildNumbers, paintNumbers } from "./numbers.js";
import { buildPicture, paintPicture } from "./picture.js";

/** @import { FrontendRenderer } from "@streamlit/component-v2-lib" */
/** @import { Hub } from "./hub.js" */
/** @import { Data, Heard, State } from "./protocol.js" */

/** @typedef {object} Part what is kept of one on the page
 * @property {HTMLElement} root
 * @property {string} url
 * @property {(now: Heard, data: Data) => void} paint
 * @property {{state: string, at: number} | null} told what the page was told last, and when
 * @property {Hub} [hub]
 */

/** @type {WeakMap<object, Part>} */
const kept = new WeakMap();
const TELL_AGAIN_MS = 2000;  // a page in the middle of a run of its own may miss what it is told
/** @type {Record<Data["part"], (root: HTMLElement) => Part["paint"]>} */
const PARTS = {
  numbers: (root) => { const made = buildNumbers(root); return (now) => paintNumbers(made, now); },
  picture: (root) => { const made = buildPicture(root); return (now, data) => paintPicture(made, now, data); },
  charts: (root) => { const made = buildCharts(root); return (now) => paintCharts(made, now); },
};

/** @type {FrontendRenderer<State, Data>} */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".root")), before = kept.get(parentElement);
  if (before?.hub) leave(before.hub, before.root);
  /** @type {Part} */
  const s = before?.root.isConnected && before.url === data.url ? before
    : { root, url: data.url, paint: PARTS[data.part](root), told: null };
  kept.set(parentElement, s);
  const drawn = performance.now();
  /** @type {(state: string) => void} */
  const tell = (state) => {
    const now = performance.now();
    if (s.told?.state === state && now - s.told.at < TELL_AGAIN_MS) return;
    s.told = { state, at: now };
    setTriggerValue("state", state);
  };
  root.dataset.part = data.part;
  root.dataset.whole = data.whole ? "1" : "";
  const joined = s.hub = hub(data);
  join(joined, root, (now) => {
    root.dataset.step = String(now.step);
    root.dataset.seq = String(Number(root.dataset.seq ?? 0) + 1);
    s.paint(now, data);
    // Only what was asked for after the page was drawn says that the page is old.
    if (data.state && now.state !== data.state && joined.asked > drawn) tell(now.state);
  }, data.seconds, data.state);
  return () => leave(joined, root);
}
