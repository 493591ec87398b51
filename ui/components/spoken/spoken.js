// The page's language, for what reads it aloud and for the browser's choice of glyphs.
// data: {lang}
export default function ({ data }) {
  document.documentElement.lang = data.lang;
}
