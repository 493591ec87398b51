// Tiles that wrap: each a stack of small pictures with lines of text below; a colour scale if given.

/** @typedef {object} Data
 * @property {number} columns how many tiles stand side by side on a wide page; on a narrow one half
 * @property {Tile[]} tiles
 * @property {Scale | null} scale
 */

/** @typedef {object} Tile
 * @property {{src: string, alt: string}[]} pictures from the top down; src is a data URI
 * @property {string[]} lines of text below them
 */

/** @typedef {object} Scale
 * @property {string[]} colours from left to right
 * @property {string} low
 * @property {string} middle
 * @property {string} high
 * @property {string} label
 */

// Gives a node as many children as wanted and returns them; those that are there stay.
/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {Element} parent @param {K} tag @param {number} count
 * @returns {HTMLElementTagNameMap[K][]}
 */
function fit(parent, tag, count) {
  while (parent.children.length > count) parent.lastElementChild?.remove();
  while (parent.children.length < count) parent.append(document.createElement(tag));
  return /** @type {HTMLElementTagNameMap[K][]} */ ([...parent.children]);
}

/** @type {(node: HTMLElement, one: Tile) => void} */
function tile(node, one) {
  const [stack, words] = fit(node, "div", 2);
  stack.className = "stack"; words.className = "words";
  fit(stack, "img", one.pictures.length).forEach((image, i) => {
    image.alt = image.title = one.pictures[i].alt;
    if (image.getAttribute("src") !== one.pictures[i].src) image.src = one.pictures[i].src;
  });
  fit(words, "div", one.lines.length).forEach((line, i) => { line.textContent = one.lines[i]; });
}

/** @type {import("@streamlit/component-v2-lib").FrontendRenderer<{}, Data>} */
export default function ({ data, parentElement }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".root"));
  const [holder, scale] = fit(root, "div", 2), [tiles] = fit(holder, "div", 1);
  holder.className = "holder"; tiles.className = "tiles"; scale.className = "scale";
  tiles.style.setProperty("--columns", String(data.columns));
  tiles.style.setProperty("--fewer", String(Math.ceil(data.columns / 2)));
  fit(tiles, "div", data.tiles.length).forEach((node, i) => tile(node, data.tiles[i]));
  const shown = data.scale;
  scale.hidden = !shown;
  if (!shown) return;
  const [bar, ends] = fit(scale, "div", 2);
  bar.className = "bar"; bar.style.background = `linear-gradient(90deg, ${shown.colours.join(", ")})`;
  bar.setAttribute("role", "img"); bar.setAttribute("aria-label", shown.label);
  ends.className = "ends";
  fit(ends, "span", 3).forEach((text, i) => {
    text.textContent = [shown.low, shown.middle, shown.high][i];
  });
}
