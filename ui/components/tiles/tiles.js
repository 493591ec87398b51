// Tiles that wrap: each a stack of small pictures with lines of text below; a colour scale if given.
// data: {columns, tiles: [{pictures: [{src, alt}], lines}],
//        scale: null | {colours, low, middle, high, label}}
function fit(parent, tag, count) {
  while (parent.children.length > count) parent.lastChild.remove();
  while (parent.children.length < count) parent.append(document.createElement(tag));
  return [...parent.children];
}

function tile(node, one) {
  const [stack, words] = fit(node, "div", 2);
  stack.className = "stack"; words.className = "words";
  fit(stack, "img", one.pictures.length).forEach((image, i) => {
    image.alt = image.title = one.pictures[i].alt;
    if (image.getAttribute("src") !== one.pictures[i].src) image.src = one.pictures[i].src;
  });
  fit(words, "div", one.lines.length).forEach((line, i) => { line.textContent = one.lines[i]; });
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const [holder, scale] = fit(root, "div", 2), [tiles] = fit(holder, "div", 1);
  holder.className = "holder"; tiles.className = "tiles"; scale.className = "scale";
  tiles.style.setProperty("--columns", data.columns);
  tiles.style.setProperty("--fewer", Math.ceil(data.columns / 2));
  fit(tiles, "div", data.tiles.length).forEach((node, i) => tile(node, data.tiles[i]));
  scale.hidden = !data.scale;
  if (!data.scale) return;
  const [bar, ends] = fit(scale, "div", 2);
  bar.className = "bar"; bar.style.background = `linear-gradient(90deg, ${data.scale.colours.join(", ")})`;
  bar.setAttribute("role", "img"); bar.setAttribute("aria-label", data.scale.label);
  ends.className = "ends";
  fit(ends, "span", 3).forEach((text, i) => {
    text.textContent = [data.scale.low, data.scale.middle, data.scale.high][i];
  });
}
