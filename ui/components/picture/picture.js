// A picture enlarged with hard edges, made smaller with soft ones; the node stays when it changes.

/** @typedef {object} Data
 * @property {string} picture a data URI
 * @property {string} alt
 * @property {number | null} width in pixels; null: as wide as its place
 */

/** @type {import("@streamlit/component-v2-lib").FrontendRenderer<{}, Data>} */
export default function ({ data, parentElement }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".root"));
  let image = root.querySelector("img");
  if (!image) { image = document.createElement("img"); root.append(image); }
  image.style.width = data.width ? `${data.width}px` : "100%";
  image.alt = data.alt;
  image.onload = () => {
    if (image) image.style.imageRendering = image.naturalWidth > image.clientWidth * devicePixelRatio ? "auto" : "";
  };
  if (image.getAttribute("src") !== data.picture) image.src = data.picture;
}
