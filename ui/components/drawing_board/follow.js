// What the model makes of the drawing: one question under way at a time, then the newest drawing.
import { look } from "./loupe.js";
import { bytesOf, context } from "./paint.js";

/** @typedef {import("./types.js").Board} Board */

/** @type {(s: Board) => void} */
export function ask(s) { s.asked += 1; follow(s); }

/** @type {(s: Board) => Promise<void>} */
async function follow(s) {
  if (s.busy) return;
  s.busy = true;
  while (s.shown < s.asked && s.canvas.isConnected) {
    const number = s.asked;
    try {
      const body = bytesOf(s.canvas, s.data.size, s.data.channels, s.data);
      const answer = await fetch(s.data.url, { method: "POST", body });
      if (answer.status === 410) { s.gone(number); break; }
      if (answer.ok) show(s, answer.headers, new Uint8Array(await answer.arrayBuffer()), body);
    } catch {
      break;  // the server is away; the next stroke asks again
    }
    s.shown = number;
    s.made.dataset.seq = String(number);
    look(s);
  }
  s.busy = false;
}

/** Ask all others for their picture, one after another, unless the drawing changes.
 * @type {(s: Board) => Promise<void>} */
export async function askOthers(s) {
  s.round += 1;
  const round = s.round;
  const body = bytesOf(s.canvas, s.data.size, s.data.channels, s.data);
  for (const canvas of s.root.querySelectorAll(".others canvas")) {
    const url = /** @type {HTMLElement} */ (canvas).dataset.url ?? "";
    try {
      const answer = await fetch(url, { method: "POST", body });
      if (round !== s.round) return;
      if (answer.status === 410) { s.gone(s.asked); return; }
      if (!answer.ok) continue;
      const [height, width, channels] = (answer.headers.get("X-Shape") ?? "").split(",").map(Number);
      put(/** @type {HTMLCanvasElement} */ (canvas), width, height, channels, new Uint8Array(await answer.arrayBuffer()));
      look(s);
    } catch { return; }
  }
}

/** @type {(s: Board, headers: Headers, bytes: Uint8Array, drawn: Uint8Array) => void} */
function show(s, headers, bytes, drawn) {
  const [height, width, channels] = (headers.get("X-Shape") ?? "").split(",").map(Number);
  put(s.made, width, height, channels, bytes);
  put(s.before, s.data.size, s.data.size, s.data.channels, drawn, s.data.holes);
}

/** @type {(canvas: HTMLCanvasElement, width: number, height: number, channels: number, bytes: Uint8Array, holes?: boolean) => void} */
function put(canvas, width, height, channels, bytes, holes = false) {
  const all = channels + Number(holes);
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < 3; c += 1) image.data[4 * i + c] = bytes[all * i + (channels === 1 ? 0 : c)];
    image.data[4 * i + 3] = holes ? bytes[all * i + channels] : 255;
  }
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  context(canvas).putImageData(image, 0, 0);
}
