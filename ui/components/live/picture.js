// The newest sample grid; the node stays, and the old picture until the new one is here.
import { write } from "./numbers.js";

export function buildPicture(root) {
  root.innerHTML = `<img hidden><div class="caption"></div>`;
  return { image: root.querySelector("img"), caption: root.querySelector(".caption"), asked: null, shown: null };
}

export function paintPicture(s, now, data) {
  const frame = now.frame;
  if (!frame) {
    s.image.hidden = true;
    write(s.caption, data.texts.waiting);
    return;
  }
  const url = `${data.url}/frame?raw=${data.raw ? 1 : 0}&step=${frame.step}`;
  if (s.shown === url) write(s.caption, frame.caption);  // the language may be another one
  if (s.asked === url) return;
  s.asked = url;
  fetchPicture(s, url, frame);
}

// What cannot be had, because the server is away, is asked for again with the next news.
async function fetchPicture(s, url, frame) {
  const content = await fetch(url).then((answer) => (answer.ok ? answer.blob() : null), () => null);
  if (s.asked !== url) return;
  if (!content) { s.asked = null; return; }
  s.shown = url;
  URL.revokeObjectURL(s.image.src);
  Object.assign(s.image, { src: URL.createObjectURL(content), alt: frame.alt, hidden: false });
  write(s.caption, frame.caption);
}
