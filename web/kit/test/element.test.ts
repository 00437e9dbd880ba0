// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { TurnoutBadge } from "../src/element.js";
import { configure } from "../src/registry.js";
import { FakeEnvironment, settled } from "./fake-environment.js";

CSSStyleSheet.prototype.replaceSync = () => {}; // jsdom has none

let page: FakeEnvironment;

beforeEach(() => {
  page = new FakeEnvironment();
  configure({ server: "http://s", environment: page });
});

afterEach(() => {
  document.body.replaceChildren();
  page.passes(250);
  vi.useRealTimers();
});

function add(attributes: Record<string, string>): TurnoutBadge {
  const badge = document.createElement("turnout-badge") as TurnoutBadge;
  Object.entries(attributes).forEach(([name, value]) => badge.setAttribute(name, value));
  document.body.append(badge);
  return badge;
}

function part(badge: TurnoutBadge, name: string): HTMLElement {
  return badge.shadowRoot!.querySelector(`[part="${name}"]`)!;
}

function count(value: number): void {
  page.socket.receives("viewerCountUpdate", value);
}

it("shows a dash and NaN while the count is unknown", () => {
  const badge = add({ auction: "1" });
  expect(part(badge, "count").textContent).toBe("–");
  expect(badge.count).toBeNaN();
  expect(badge.status).toBe("connecting");
});

it("dispatches composed events that bubble", () => {
  const events: unknown[] = [];
  document.body.addEventListener("turnout-count", (event) => events.push((event as CustomEvent).detail.count));
  document.body.addEventListener("turnout-status", (event) => events.push((event as CustomEvent).detail.status));
  add({ auction: "1" });
  page.socket.connects();
  count(5);
  expect(events).toEqual(["connecting", 5, "live"]);
});

it("shares one connection among fifty badges", () => {
  for (let i = 0; i < 50; i++) add({ auction: "1" });
  expect(page.sockets).toHaveLength(1);
});

it("keeps its session when it is moved, and ends it after it was removed", () => {
  const badge = add({ auction: "1" });
  badge.remove();
  document.body.append(badge);
  page.passes(1_000);
  expect(page.sockets).toHaveLength(1);
  expect(page.socket.active).toBe(true);
  badge.remove();
  page.passes(250);
  expect(page.socket.active).toBe(false);
});

it("changes its auction once for attributes that change together, and shows nothing of the one before", async () => {
  const badge = add({ auction: "1", "drop-grace": "60" });
  page.socket.connects();
  count(500);
  badge.setAttribute("auction", "2");
  badge.setAttribute("server", "http://t");
  await settled();
  expect(page.sockets).toHaveLength(2);
  expect(page.socket.url).toBe("http://t");
  expect(badge.count).toBeNaN();
  count(3);
  expect(part(badge, "count").textContent).toBe("3");
});

it("is empty without an auction", () => {
  const badge = add({});
  expect(part(badge, "count").textContent).toBe("–");
  expect(page.sockets).toHaveLength(0);
});

it("formats: hidden below a threshold, compact, in the page's language", () => {
  const badge = add({ auction: "1", "hide-below": "10", locale: "de" });
  count(9);
  expect(part(badge, "badge").hidden).toBe(true);
  count(1234);
  expect(part(badge, "badge").hidden).toBe(false);
  expect(part(badge, "count").textContent).toBe("1.234");
  badge.setAttribute("locale", "en");
  badge.setAttribute("compact", "");
  expect(part(badge, "count").textContent).toBe("1.2K");
  expect(badge.count).toBe(1234);
});

it("lists names as text, and only pictures from the web", async () => {
  const badge = add({ auction: "1", "max-avatars": "2" });
  page.socket.connects();
  page.socket.listed = ["<b>Ann</b>", "Bo", "Cy"].map((name) => ({ name, avatar: "javascript:alert(1)" }));
  part(badge, "badge").focus();
  await settled();
  const tooltip = part(badge, "tooltip");
  expect(tooltip.hidden).toBe(false);
  expect([...tooltip.children].map((row) => row.textContent)).toEqual(["<b>Ann</b>", "Bo"]);
  expect(tooltip.querySelector("img, b")).toBeNull();
  part(badge, "badge").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(tooltip.hidden).toBe(true);
});

it("announces at most every thirty seconds, the newest count, and only when asked to", () => {
  vi.useFakeTimers();
  const quiet = add({ auction: "1" });
  const badge = add({ auction: "1", announce: "" });
  const announced = (each: TurnoutBadge) => each.shadowRoot!.querySelector('[role="status"]')!.textContent;
  count(5);
  vi.advanceTimersByTime(1);
  expect(announced(badge)).toBe("5 watching");
  count(6);
  count(7);
  vi.advanceTimersByTime(29_000);
  expect(announced(badge)).toBe("5 watching");
  vi.advanceTimersByTime(1_000);
  expect(announced(badge)).toBe("7 watching");
  expect(announced(quiet)).toBe("");
});
