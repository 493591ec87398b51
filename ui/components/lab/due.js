// Painting waits for the browser's next frame, however often it is asked for.
/** @import { Lab } from "./state.js" */

/** @type {(s: Lab) => void} */
export function soon(s) {
  if (s.due || s.stopped) return;
  s.due = requestAnimationFrame(() => { s.due = null; s.paint(s); });
}

// Resolves when the newest frame is on the screen.
/** @type {(s: Lab) => Promise<void>} */
export function painted(s) {
  return new Promise((go) => { (s.waiters ??= []).push(go); soon(s); setTimeout(go, 250); });
}
