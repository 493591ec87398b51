// The newest sample grid, a picture or a text; the node stays, and the old one until the new is here.
function buildPicture(root) {
  root.innerHTML = `<img hidden><pre class="items" tabindex="0" hidden></pre><div class="caption"></div>`;
  const [image, text, caption] = root.children;
  return { image, text, caption, asked: null, shown: null };
}

function paintPicture(s, now, data) {
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

// What cannot be had, because the server is away, is asked for again with the next news.
async function fetchPicture(s, url, frame) {
  const content = await fetch(url).then((answer) => (answer.ok ? answer.blob() : null), () => null);
  const lines = content && frame.kind === "txt" ? await content.text() : null;
  if (s.asked !== url) return;
  if (!content) { s.asked = null; return; }
  s.shown = url;
  if (lines === null) {
    URL.revokeObjectURL(s.image.src);
    Object.assign(s.image, { src: URL.createObjectURL(content), alt: frame.alt });
  } else {
    write(s.text, lines);
    s.text.setAttribute("aria-label", frame.alt);
  }
  s.image.hidden = lines !== null;
  s.text.hidden = lines === null;
  write(s.caption, frame.caption);
}
