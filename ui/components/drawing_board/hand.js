// Mouse, finger, pen and keyboard.
import { act, begin, end, go, part } from "./pen.js";

/** @typedef {import("./types.js").Board} Board */

const WAY = 6;

/** @type {(s: Board) => void} */
export function drive(s) {
  /** @type {(event: PointerEvent) => [x: number, y: number, pressure: number | null]} */
  const place = (event) => {
    const box = s.canvas.getBoundingClientRect();
    return [256 * (event.clientX - box.left) / box.width, 256 * (event.clientY - box.top) / box.height,
            event.pointerType === "pen" ? event.pressure : null];
  };
  s.canvas.onpointerdown = (event) => {
    if (event.button !== 0 || s.pointer !== null) return;
    s.pointer = event.pointerId;
    s.canvas.setPointerCapture(event.pointerId);
    lift(s);
    begin(s, ...place(event), false);
  };
  s.canvas.onpointermove = (event) => {
    if (!s.stroke || event.pointerId !== s.pointer) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length ? all : [event]) go(s, ...place(each));
  };
  s.canvas.onpointerup = s.canvas.onpointercancel = s.canvas.onlostpointercapture = (event) => {
    if (event.pointerId !== s.pointer) return;
    s.pointer = null;
    end(s);
  };
  s.canvas.onkeydown = (event) => keys(s, event);
  s.canvas.onblur = () => { lift(s); part(s, ".cross").hidden = true; };
  const compare = /** @type {HTMLInputElement} */ (part(s, ".compare input"));
  compare.oninput = () => { s.before.style.clipPath = `inset(0 ${100 - Number(compare.value)}% 0 0)`; };
  s.before.style.clipPath = "inset(0 100% 0 0)";
}

/** @type {(s: Board) => void} */
function lift(s) {
  if (s.down) { s.down = false; end(s); }
}

/** @type {(s: Board, event: KeyboardEvent) => void} */
function keys(s, event) {
  /** @type {Record<string, [x: number, y: number]>} */
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const way = ways[event.key], cross = part(s, ".cross");
  const back = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
  const again = (event.ctrlKey || event.metaKey) && (event.key.toLowerCase() === "y" || (back && event.shiftKey));
  if (back || again) { event.preventDefault(); lift(s); act(s, again ? "redo" : "undo"); return; }
  if (way) {
    event.preventDefault();
    const far = event.shiftKey ? 4 * WAY : WAY;
    const [x, y] = [0, 1].map((i) => Math.max(0, Math.min(255, s.cross[i] + far * way[i])));
    s.cross = [x, y];
    if (s.down) go(s, s.cross[0], s.cross[1], null);
  } else if (event.key === " ") {
    event.preventDefault();
    if (s.down) lift(s);
    else { s.down = s.tool !== "fill"; begin(s, s.cross[0], s.cross[1], null, false); }
    part(s, ".caption").textContent = s.down ? s.data.texts.down : s.data.texts.lifted;
  } else return;
  cross.hidden = false;
  cross.style.left = `${100 * s.cross[0] / 256}%`; cross.style.top = `${100 * s.cross[1] / 256}%`;
}
