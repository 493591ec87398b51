// The newest sample grid; the node stays, and the old picture until the new one is here.
function buildPicture(root) {
  root.innerHTML = `<img hidden><div class="caption"></div>`;
  return { image: root.querySelector("img"), caption: root.querySelector(".caption"), shown: null };
}

function paintPicture(s, now, data) {
  const frame = now.frame;
  s.image.hidden = !frame;
  write(s.caption, frame ? frame.caption : data.texts.waiting);
  if (!frame) return;
  const url = `${data.url}/frame?raw=${data.raw ? 1 : 0}&step=${frame.step}`;
  if (s.shown === url) return;
  s.shown = url;
  s.image.alt = frame.alt;
  s.image.src = url;
}
