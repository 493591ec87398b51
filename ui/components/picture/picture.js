// A picture enlarged with hard edges; the node stays when the picture changes.
// data: {picture (data URI), alt, width}
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  let image = root.querySelector("img");
  if (!image) { image = document.createElement("img"); root.append(image); }
  image.style.width = data.width ? `${data.width}px` : "100%";
  image.alt = data.alt;
  if (image.getAttribute("src") !== data.picture) image.src = data.picture;
}
