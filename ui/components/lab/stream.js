// What the lab's server says, frame by frame, and what it is told. The next frame is asked for while
// the last one is painted, so that a slow browser is never sent more than it can show.
import { painted } from "./due.js";
import { keepReadings, readCurves } from "./history.js";
import { keepTrail } from "./layers.js";
import { valueNames } from "./parts.js";
import { filled, partsOf, say } from "./tools.js";

/** @import { ArrayName, Header, Layer, Order, Question, Texts } from "./protocol.js" */
/** @import { Arrays, Lab, NoticeKind } from "./state.js" */

const GONE = 4410, ENOUGH_MS = 150, THUMBS_MS = 1000, SETTINGS_MS = 300, WAITS_MS = [500, 1000, 2000, 4000, 8000];
/** @type {Layer[]} */
const COSTLY = ["field", "manifold", "arrows"];

// A frame: uint32 (little endian) length of the header, the header as JSON padded with spaces so
// that 4 + length divides by 4, then the arrays.
/** @type {(buffer: ArrayBuffer) => {header: Header, arrays: Arrays}} */
function decoded(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  /** @type {Arrays} */
  const arrays = {};
  for (const [name, { at, shape, type }] of Object.entries(header.arrays)) {
    const count = shape.reduce((a, b) => a * b, 1), start = 4 + length + at;
    const values = type === "uint8" ? new Uint8Array(buffer, start, count)
      : new Int16Array(buffer.slice(start, start + 2 * count));
    arrays[/** @type {ArrayName} */ (name)] = { shape, values };
  }
  return { header, arrays };
}

// What the server has to compute: layers that are on, and what the part shown is about.
/** @type {(s: Lab) => {names: Set<Layer>, raw: 0 | 1}} */
function wanted(s) {
  const part = s.header?.part, names = new Set(COSTLY.filter((one) => s.view.layers.has(one)));
  if (part || s.header?.speed === "slow") names.add("field").add("arrows");
  if (s.morph) names.add("manifold");
  // The batches of a part are those of G itself, so its fakes are drawn beside them, not the average's.
  return { names, raw: part || s.view.raw ? 1 : 0 };
}

/** @type {(s: Lab) => string} */
function question(s) {
  const { names, raw } = wanted(s), own = `${[...names].sort()}|${raw}`;
  const after = own === s.asked ? s.seq : -1;
  s.asked = own;
  // The small plots in the graph show layers that are off too, but once a second is enough.
  s.thumbs = !s.header?.playing || !(performance.now() - (s.thumbsAt ?? -Infinity) < THUMBS_MS);
  if (s.thumbs) names.add("field").add("manifold");
  // D's field moves slowly: while it plays every other frame brings a new one.
  s.odd = !s.odd;
  if (s.odd && after >= 0 && s.header?.playing && !s.header.part) names.delete("field");
  s.number = (s.number ?? 0) + 1;
  /** @type {Question} */
  const words = { number: s.number, after, data: s.version ?? "", layers: [...names].join(","), raw };
  return String(new URLSearchParams(Object.entries(words).map(([name, value]) => [name, String(value)])));
}

/** @type {(s: Lab) => void} */
function ask(s) {
  if (s.socket?.readyState !== WebSocket.OPEN) return;
  s.askedAt = performance.now();
  s.socket.send(question(s));
}

// Ask again now, whatever was asked last: the view changed, or a command was given.
/** @type {(s: Lab, forget?: boolean) => void} */
export function renew(s, forget = false) {
  if (forget) s.asked = null;
  ask(s);
}

/** @type {(s: Lab) => Promise<void>} */
export async function follow(s) {
  const turn = (s.turn = {}), alive = () => s.turn === turn;
  let failed = 0;
  while (alive()) {
    if (document.hidden) { await shown(s); continue; }
    const { code, answered } = await connection(s, alive);
    if (!alive() || document.hidden || s.rested) { s.rested = false; continue; }
    if (code === GONE) { ended(s); return; }
    if (answered) failed = 0;
    notice(s, "lost", s.texts.lost);
    s.asked = null;
    await pause(WAITS_MS[Math.min(failed++, WAITS_MS.length - 1)]);
  }
}

// Resolves when the connection has ended, with its code and whether there was an answer.
/** @type {(s: Lab, alive: () => boolean) => Promise<{code: number, answered: boolean}>} */
function connection(s, alive) {
  const url = new URL(`${s.base}/frames`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new Promise((go) => {
    const socket = (s.socket = new WebSocket(url));
    let answered = false;
    /** @type {Promise<void> | null} */
    let painting = null;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => ask(s);
    socket.onclose = ({ code }) => go({ code, answered });
    socket.onmessage = async ({ data }) => {
      const frame = typeof data === "string" ? null : decoded(data), number = Number(frame?.header.number ?? data);
      if (!answered) { answered = true; if (alive() && lostBefore(s)) readCurves(s); }
      // The next frame is on its way while this one is painted, and no more than one.
      await painting;
      if (frame === null && performance.now() - (s.askedAt ?? -Infinity) < ENOUGH_MS) await pause(ENOUGH_MS);
      if (!alive() || s.socket !== socket || number !== s.number) return;  // asked anew since
      if (frame) { take(s, frame); painting = painted(s); }
      ask(s);
    };
  });
}

/** @type {(s: Lab) => boolean} */
function lostBefore(s) {
  const lost = !s.nodes.notices.lost.hidden;
  notice(s, "lost", "");
  return lost;
}

/** @type {(ms: number) => Promise<void>} */
function pause(ms) {
  return new Promise((go) => setTimeout(go, ms));
}

/** @type {(s: Lab) => Promise<void>} */
function shown(s) {
  return new Promise((go) => { s.wake = go; });
}

/** @type {(s: Lab) => void} */
export function onVisibility(s) {
  if (document.hidden) { s.rested = s.socket?.readyState === WebSocket.OPEN; s.socket?.close(); }
  else if (s.wake) { s.wake(); s.wake = null; readCurves(s); }
}

/** @type {(s: Lab) => void} */
function ended(s) {
  s.turn = null;
  s.socket?.close();
  if (s.header) { s.header.playing = false; s.slowly(s, performance.now()); }
  s.root.dataset.playing = "false";
  for (const part of partsOf(s, ".transport, .timeline")) part.inert = true;
  notice(s, "lost", s.texts.gone);
  s.setTriggerValue("gone", true);
}

// A frame becomes what the lab knows. A branch begun anew, another data set, or an earlier step: what
// was remembered of the time since then is forgotten.
/** @type {(s: Lab, frame: {header: Header, arrays: Arrays}) => void} */
function take(s, { header, arrays }) {
  const old = s.header;
  const jumped = !old || header.branch !== old.branch || header.step < old.step || header.data !== old.data
    || header.begun !== old.begun;
  if (jumped || header.raw !== old.raw) s.trails = [];
  if (arrays.real) s.version = header.data;
  if (jumped && header.data !== old?.data && !arrays.real) delete s.arrays.real;
  delete s.arrays.batch_real; delete s.arrays.batch_fake;
  // While a round is taken apart, its numbers so far: those of the last round contradict the caption.
  const same = header.part && old?.part && header.step === old.step && !jumped;
  s.partRead = header.part ? { ...(same ? s.partRead : {}), ...header.part.values } : null;
  Object.assign(s.arrays, arrays);
  header.field ??= old?.field;  // not every frame brings D's field anew
  s.header = header; s.seq = header.seq; s.frames += 1;
  if (s.thumbs) s.thumbsAt = performance.now();
  keepTrail(s, !old || header.step !== old.step || jumped);
  if (jumped) s.scores = null;
  if (header.scores && header.scores.step <= header.step) s.scores = header.scores;
  if (s.floor && s.floor.data !== header.data) s.floor = null;
  if (s.scores) s.floor = { data: header.data, values: s.scores.floor, of: s.scores.modes_of };
  if (!jumped) keepReadings(s, header);
  else if (!s.drag) readCurves(s);
  notice(s, "refused", header.trouble ? troubleText(s, header.trouble.reading) : "");
  tellSettings(s, header.settings);
  s.dirty = true;
}

/** @type {(s: {texts: Texts}, reading: string | undefined) => string} */
function troubleText({ texts }, reading) {
  if (!reading) return texts.broken;
  const names = valueNames(texts), [who, term] = reading.split("/");
  return filled(texts.trouble, { reading: names[reading] ?? [names[`${who}/loss`], names[term] ?? term].join(texts.comma) });
}

// After a rewind, another branch or a reset other settings are in force: the page's knobs must follow,
// which takes a run of its script.
/** @type {(s: Lab, settings: string) => void} */
function tellSettings(s, settings) {
  const before = s.inForce;
  s.inForce = settings ?? null;
  if (before === null || s.inForce === null || s.inForce === before) return;
  clearTimeout(s.settingsTimer);
  s.settingsTimer = setTimeout(() => s.setStateValue("settings", s.inForce ?? null), SETTINGS_MS);
}

// Commands arrive in the order in which they were given.
/** @type {(s: Lab, order: Order) => void} */
export function command(s, order) {
  s.ordered = (s.ordered ?? Promise.resolve()).then(() => post(s, order));
}

/** @type {(s: Lab, order: Order) => Promise<void>} */
async function post(s, order) {
  if (s.stopped) return;
  notice(s, "failed", "");
  try {
    const answer = await fetch(`${s.base}/do?lang=${s.data.language}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(order),
    });
    if (answer.status === 410) { ended(s); return; }
    if (!answer.ok) {
      /** @type {{error?: string}} */
      const why = await answer.json().catch(() => ({}));
      notice(s, "failed", why.error ?? s.texts.failed);
    }
    renew(s, true);
  } catch {
    notice(s, "failed", s.texts.failed);
  }
}

/** @type {(s: Lab, kind: NoticeKind, text: string) => void} */
export function notice(s, kind, text) {
  const node = s.nodes.notices[kind];
  if (!text && node.hidden) return;
  say(node, text);
  node.hidden = !text;
}
