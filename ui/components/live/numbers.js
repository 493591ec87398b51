// The row of numbers, how much is done, and what is wrong where something is.
/** @import { Heard } from "./protocol.js" */

/** @typedef {object} Numbers
 * @property {HTMLElement} numbers
 * @property {HTMLElement} done
 * @property {HTMLElement} trouble
 */

/** @type {(root: HTMLElement) => Numbers} */
export function buildNumbers(root) {
  root.innerHTML = `<div class="numbers"></div><div class="done" role="progressbar" aria-valuemin="0" aria-valuemax="100">
    <i></i></div><div class="trouble" role="alert" hidden></div>`;
  const [numbers, done, trouble] = /** @type {HTMLCollectionOf<HTMLElement>} */ (root.children);
  return { numbers, done, trouble };
}

/** @type {(s: Numbers, now: Heard) => void} */
export function paintNumbers(s, now) {
  const { numbers, done = 0 } = now;
  if (!numbers) return;
  while (s.numbers.children.length < numbers.length) {
    const tile = document.createElement("div");
    tile.innerHTML = "<span></span><b></b>";
    s.numbers.append(tile);
  }
  numbers.forEach(([name, value], i) => {
    const [label, number] = s.numbers.children[i].children;
    write(label, name); write(number, value);
  });
  s.done.setAttribute("aria-valuenow", String(Math.round(100 * done)));
  s.done.setAttribute("aria-label", numbers[1][0]);
  /** @type {HTMLElement} */ (s.done.firstElementChild).style.width = `${100 * done}%`;
  s.trouble.hidden = !now.trouble;
  write(s.trouble, now.trouble ?? "");
}

/** @type {(node: Element, text: string) => void} */
export function write(node, text) { if (node.textContent !== text) node.textContent = text; }
