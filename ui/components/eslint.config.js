import js from "@eslint/js";
import globals from "globals";

// What `assembled` in load.py does not join: scripts are joined by names, declared once.
const NOT_JOINED = [
  "ImportNamespaceSpecifier", "ImportDefaultSpecifier", "ExportAllDeclaration", "ExportSpecifier", "ImportExpression",
].map((selector) => ({ selector, message: "load.py joins scripts by `import { name }` and `export` before a declaration." }));

export default [
  js.configs.recommended,
  {
    files: ["*/*.js", "gan_core/export/web/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-syntax": ["error", ...NOT_JOINED],
    },
  },
  // A page of its own: nothing is joined there.
  { files: ["gan_core/export/web/*.js"], rules: { "no-restricted-syntax": "off" } },
  { files: ["eslint.config.js"], languageOptions: { globals: globals.node } },
];
