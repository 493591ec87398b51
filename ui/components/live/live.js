// A part of a run's page that follows the run.
// data: {part, url, lang, raw, state, seconds, texts}
import { buildCharts, paintCharts } from "./charts.js";
import { hub, join, leave } from "./hub.js";
import { buildNumbers, paintNumbers } from "./numbers.js";
import { buildPicture, paintPicture } from "./picture.js";

const kept = new WeakMap();
const TELL_AGAIN_MS = 2000;  // a page in the middle of a run of its own may miss what it is told
const PARTS = {
  numbers: [buildNumbers, paintNumbers], picture: [buildPicture, paintPicture], charts: [buildCharts, paintCharts],
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root"), [build, paint] = PARTS[data.part];
  let s = kept.get(parentElement);
  if (!s || !s.root.isConnected || s.url !== data.url) {
    if (s?.hub) leave(s.hub, s.root);
    s = { root, url: data.url, part: build(root), told: null };
    kept.set(parentElement, s);
  }
  if (s.hub) leave(s.hub, root);
  const drawn = performance.now();
  const tell = (state) => {
    const now = performance.now();
    if (s.told?.state === state && now - s.told.at < TELL_AGAIN_MS) return;
    s.told = { state, at: now };
    setTriggerValue("state", state);
  };
  root.dataset.part = data.part;
  s.hub = hub(data);
  join(s.hub, root, (now) => {
    root.dataset.step = now.step;
    root.dataset.seq = Number(root.dataset.seq ?? 0) + 1;
    paint(s.part, now, data);
    // Only what was asked for after the page was drawn says that the page is old.
    if (data.state && now.state !== data.state && s.hub.asked > drawn) tell(now.state);
  }, data.seconds, data.state);
  return () => leave(s.hub, root);
}
