// The page's language, for what reads it aloud and for the browser's choice of glyphs.

/** @typedef {object} Data
 * @property {string} lang a BCP 47 tag
 */

/** @type {import("@streamlit/component-v2-lib").FrontendRenderer<{}, Data>} */
export default function ({ data }) {
  document.documentElement.lang = data.lang;
}
