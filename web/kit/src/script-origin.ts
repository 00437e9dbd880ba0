import { configure } from "./registry.js";

// Evaluated before the element is defined: badges that are in the page already connect at once, to the server that the
// script came from.
const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.src) {
  configure({ server: new URL(script.src).origin });
}
