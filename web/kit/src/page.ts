import "./script-origin.js";
import "./element.js";

export { configure } from "./registry.js";
export { watchCount } from "./index.js";
