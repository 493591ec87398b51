// The newest sample grid, a picture or a text; the node stays, and the old one until the new is here.
import { write } from "./numbers.js";

/** @import { Data, Frame, Heard } from "./protocol.js" */

/** @typedef {object} Picture
 * @property {HTMLImageElement} image
 * @property {HTMLElement} text
 * @property {HTMLElement} caption
 * @property {string | null} asked the address of the picture that is wanted
 * @property {string | null} shown the address of the picture that is shown
 */

/** @type {(root: HTMLElement) => Picture} */
export function buildPicture(root) {
  root.innerHTML = `<img hidden><pre class="items" tabindex="0" hidden></pre><div class="caption"></div>`;
  return { image: /** @type {HTMLImageElement} */ (root.querySelector("img")),
           text: /** @type {HTMLElement} */ (root.querySelector(".items")),
           caption: /** @type {HTMLElement} */ (root.querySelector(".caption")), asked: null, shown: null };
}

/** @type {(s: Picture, now: Heard, data: Data) => void} */
export function paintPicture(s, now, data) {
  const frame = now.frame;
  if (!frame) {
    s.image.hidden = s.text.hidden = true;
    write(s.caption, data.texts.waiting);
    return;
  }
  const url = `${data.url}/frame?raw=${data.raw ? 1 : 0}&step=${frame.step}`;
  if (s.shown === url) write(s.caption, frame.caption);  // the language may be another one
  if (s.asked === url) return;
  s.asked = url;
  fetchPicture(s, url, frame);
}

// Made smaller with hard edges, words would lose their lines.
/** @type {(image: HTMLImageElement) => void} */
function soften(image) {
  image.style.imageRendering = image.naturalWidth > image.clientWidth * devicePixelRatio ? "auto" : "";
}

// What cannot be had, because the server is away, is asked for again with the next news.
/** @type {(s: Picture, url: string, frame: Frame) => Promise<void>} */
async function fetchPicture(s, url, frame) {
  const content = await fetch(url).then((answer) => (answer.ok ? answer.blob() : null), () => null);
  const lines = content && frame.kind === "txt" ? await content.text() : null;
  if (s.asked !== url) return;
  if (!content) { s.asked = null; return; }
  s.shown = url;
  if (lines === null) {
    URL.revokeObjectURL(s.image.src);
    s.image.onload = () => soften(s.image);
    Object.assign(s.image, { src: URL.createObjectURL(content), alt: frame.alt });
  } else {
    write(s.text, lines);
    s.text.setAttribute("aria-label", frame.alt);
  }
  s.image.hidden = lines !== null;
  s.text.hidden = lines === null;
  write(s.caption, frame.caption);
}
