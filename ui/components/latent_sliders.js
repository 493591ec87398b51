// Sliders that send while dragging, and the picture that answers.
// data: {seq, picture (data URI), show, label, sliders: [{name, now, rest, low, high}], version, reset}
const kept = new WeakMap();
const GAP_MS = 66;

function build(root) {
  root.innerHTML = `<div class="two">
    <div class="picture"><img width="1" height="1"><div class="caption"></div></div>
    <div class="controls"><div class="sliders"></div>
      <div class="row"><button type="button"></button></div></div></div>`;
  return {
    image: root.querySelector("img"), caption: root.querySelector(".caption"),
    sliders: root.querySelector(".sliders"), button: root.querySelector("button"),
    version: null, last: 0, timer: null, sent: 0,
  };
}

function rows(s, data) {
  s.sliders.innerHTML = "";
  s.inputs = data.sliders.map((slider) => {
    const row = document.createElement("label");
    row.className = "row";
    row.innerHTML = `<span class="name"></span><input type="range" step="0.02"><span class="value"></span>`;
    row.querySelector(".name").textContent = slider.name;
    const input = row.querySelector("input");
    input.min = slider.low; input.max = slider.high; input.value = slider.now;
    input.setAttribute("aria-label", slider.name);
    row.querySelector(".value").textContent = Number(slider.now).toFixed(2);
    s.sliders.append(row);
    return input;
  });
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".root");
  let s = kept.get(parentElement);
  if (!s || !s.image.isConnected) { s = build(root); kept.set(parentElement, s); }
  const send = () => {
    s.last = performance.now(); s.timer = null; s.sent += 1;
    setStateValue("at", { version: s.version, seq: s.sent, values: s.inputs.map((i) => Number(i.value)) });
  };
  const soon = () => {
    if (s.timer) return;
    s.timer = setTimeout(send, Math.max(0, GAP_MS - (performance.now() - s.last)));
  };
  if (s.version !== data.version) { s.version = data.version; rows(s, data); }
  s.inputs.forEach((input) => {
    input.oninput = () => {
      input.parentElement.querySelector(".value").textContent = Number(input.value).toFixed(2);
      soon();
    };
  });
  s.button.textContent = data.reset;
  s.button.onclick = () => {
    s.inputs.forEach((input, i) => {
      input.value = data.sliders[i].rest;
      input.parentElement.querySelector(".value").textContent = Number(input.value).toFixed(2);
    });
    send();
  };
  s.image.width = data.show; s.image.height = data.show;
  s.image.alt = data.label;
  s.caption.textContent = data.label;
  s.image.src = data.picture;
  s.image.dataset.seq = data.seq;
  return () => clearTimeout(s.timer);
}
