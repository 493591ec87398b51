// One asker for all parts of a page that show the same run: it asks, every part draws.
/** @import { Data, Heard } from "./protocol.js" */

/** @typedef {object} Hub
 * @property {string} url
 * @property {Map<HTMLElement, (now: Heard) => void>} parts how each part of the page draws, by its root
 * @property {Heard | null} latest
 * @property {number} asked when the latest was asked for, by the page's clock
 * @property {number | null} timer of the next question: 0 while one is under way, null before the first
 * @property {boolean} hurry the next question waits for nothing
 * @property {boolean} whole the latest holds every reading
 * @property {number} seconds from one question to the next, at the least
 */

// Kept by the page: every component instance is a module of its own.
const page = /** @type {{ganvasLive?: Map<string, Hub>}} */ (globalThis);
const hubs = (page.ganvasLive ??= new Map());
const AWAY_SECONDS = 3, TIMEOUT_SECONDS = 10;

/** @type {(data: Data) => Hub} */
export function hub(data) {
  const url = `${data.url}/live?lang=${data.lang}`;
  const made = hubs.get(url)
    ?? { url, parts: new Map(), latest: null, asked: 0, timer: null, hurry: false, whole: false, seconds: data.seconds };
  hubs.set(url, made);
  return made;
}

// state: for which the page was drawn. If what was heard last is another one, one of both is old.
/** @type {(h: Hub, root: HTMLElement, paint: (now: Heard) => void, seconds: number, state: string | null) => void} */
export function join(h, root, paint, seconds, state) {
  h.parts.set(root, paint);
  h.seconds = seconds;
  if (h.latest) paint(h.latest);
  if (state && h.latest && h.latest.state !== state) h.hurry = true;
  if (h.latest && wantsWhole(h) !== h.whole) h.hurry = true;
  if (h.timer === 0) return;  // it asks again when it has heard, at once if there is a hurry
  if (h.hurry) clearTimeout(h.timer ?? undefined);
  if (h.hurry || h.timer === null) ask(h);
}

// Whether some part draws every reading, not only what the recipe draws together.
/** @type {(h: Hub) => boolean} */
function wantsWhole(h) {
  return [...h.parts.keys()].some((root) => root.dataset.whole === "1");
}

/** @type {(h: Hub, root: HTMLElement) => void} */
export function leave(h, root) {
  h.parts.delete(root);
  if (h.parts.size) return;
  clearTimeout(h.timer ?? undefined);
  if (hubs.get(h.url) === h) hubs.delete(h.url);
}

/** @type {(h: Hub) => Promise<void>} */
async function ask(h) {
  h.timer = 0;  // under way
  h.hurry = false;
  const heard = document.hidden || await news(h);
  const wait = h.hurry ? 0 : heard ? Math.max(h.seconds, h.latest?.again ?? 0) : AWAY_SECONDS;
  if (hubs.get(h.url) === h) h.timer = setTimeout(() => ask(h), 1000 * wait);
  if (heard && h.latest && !document.hidden) for (const [root, paint] of h.parts) if (root.isConnected) paint(h.latest);
}

// False where the server is away, or too busy to answer.
/** @type {(h: Hub) => Promise<boolean>} */
async function news(h) {
  const asked = performance.now();
  const roots = [...h.parts.keys()];
  const pictured = roots.some((root) => root.dataset.part === "picture");
  h.whole = wantsWhole(h);
  try {
    const url = h.url + (pictured ? "" : "&picture=0") + (h.whole ? "&parts=1" : "");
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000 * TIMEOUT_SECONDS) });
    if (answer.status === 410) h.latest = { ...h.latest, state: "gone" };
    else if (answer.ok) h.latest = await answer.json();
    h.asked = asked;
    return answer.ok || answer.status === 410;
  } catch {
    return false;
  }
}
