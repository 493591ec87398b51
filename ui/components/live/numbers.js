// The row of numbers, how much is done, and what is wrong where something is.
export function buildNumbers(root) {
  root.innerHTML = `<div class="numbers"></div><div class="done" role="progressbar" aria-valuemin="0" aria-valuemax="100">
    <i></i></div><div class="trouble" role="alert" hidden></div>`;
  return { numbers: root.querySelector(".numbers"), done: root.querySelector(".done"), trouble: root.querySelector(".trouble") };
}

export function paintNumbers(s, now) {
  if (!now.numbers) return;
  while (s.numbers.children.length < now.numbers.length) {
    const tile = document.createElement("div");
    tile.innerHTML = "<span></span><b></b>";
    s.numbers.append(tile);
  }
  now.numbers.forEach(([name, value], i) => {
    const [label, number] = s.numbers.children[i].children;
    write(label, name); write(number, value);
  });
  s.done.setAttribute("aria-valuenow", Math.round(100 * now.done));
  s.done.setAttribute("aria-label", now.numbers[1][0]);
  s.done.firstElementChild.style.width = `${100 * now.done}%`;
  s.trouble.hidden = !now.trouble;
  write(s.trouble, now.trouble ?? "");
}

export function write(node, text) { if (node.textContent !== text) node.textContent = text; }
