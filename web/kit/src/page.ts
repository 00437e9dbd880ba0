import { configure } from "./registry.js";
import "./element.js";

export { configure } from "./registry.js";
export { watchCount } from "./index.js";

// The server that this script came from is the one to connect to.
const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.src) {
  configure({ server: new URL(script.src).origin });
}
