import { PLACEHOLDER } from "./format.js";
import { STYLE } from "./style.js";
import type { ListedViewer } from "./types.js";

const SVG = "http://www.w3.org/2000/svg";
const EYE =
  "M12 5C6.5 5 2.5 10 1.5 12c1 2 5 7 10.5 7s9.5-5 10.5-7c-1-2-5-7-10.5-7Zm0 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9Zm0-2a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z";

/** The elements of a badge's shadow tree that change. */
export interface BadgeTree {
  badge: HTMLElement;
  number: HTMLElement;
  tooltip: HTMLElement;
  announcement: HTMLElement;
}

let shared: CSSStyleSheet | undefined;

/** One for all badges. Constructed, so it is allowed under a Content-Security-Policy without inline styles. */
function styleSheet(): CSSStyleSheet {
  if (shared === undefined) {
    shared = new CSSStyleSheet();
    shared.replaceSync(STYLE);
  }
  return shared;
}

/** Built without markup in strings, which pages with Trusted Types forbid. */
export function buildTree(host: HTMLElement): BadgeTree {
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [styleSheet()];

  const number = span({ part: "count" });
  number.textContent = PLACEHOLDER;
  const badge = span({ part: "badge", role: "img", tabindex: "0", "aria-describedby": "viewers" });
  badge.append(eye(), number);
  const tooltip = span({ part: "tooltip", role: "tooltip", id: "viewers", hidden: "" });
  const announcement = span({ class: "announcement", role: "status" });
  root.append(badge, tooltip, announcement);
  return { badge, number, tooltip, announcement };
}

function span(attributes: Record<string, string>): HTMLElement {
  return withAttributes(document.createElement("span"), attributes);
}

function eye(): SVGElement {
  const icon = withAttributes(document.createElementNS(SVG, "svg"), {
    part: "icon",
    viewBox: "0 0 24 24",
    "aria-hidden": "true",
  });
  icon.append(withAttributes(document.createElementNS(SVG, "path"), { d: EYE }));
  return icon;
}

function withAttributes<E extends Element>(element: E, attributes: Record<string, string>): E {
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  return element;
}

/** A line of the tooltip. */
export function viewerEntry({ name, avatar }: ListedViewer): HTMLElement {
  const row = span({ class: "viewer" });
  if (avatar && /^https?:\/\//i.test(avatar)) {
    const image = document.createElement("img");
    image.part.add("avatar");
    image.alt = "";
    image.referrerPolicy = "no-referrer";
    image.src = avatar;
    row.append(image);
  }
  row.append(name);
  return row;
}
