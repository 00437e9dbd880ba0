import { expect, it } from "vitest";
import built from "../custom-elements.json" with { type: "json" };
import { TurnoutBadge } from "../src/element.js";

interface Named {
  name: string;
  description?: string;
}

const manifest = built as unknown as {
  modules: { path: string; declarations: ({ tagName?: string } & Record<string, Named[]>)[] }[];
};
const element = manifest.modules[0]!.declarations.find((declaration) => declaration.tagName === "turnout-badge")!;
const names = (kind: string) => element[kind]!.map((each) => each.name).sort();

it("names the built module", () => {
  expect(manifest.modules[0]!.path).toBe("dist/element.js");
});

it("describes every attribute, event, part and property", () => {
  expect(names("attributes")).toEqual([...TurnoutBadge.observedAttributes].sort());
  expect(names("events")).toEqual(["turnout-count", "turnout-status"]);
  expect(names("cssParts")).toEqual(["avatar", "badge", "count", "icon", "tooltip"]);
  const properties = element["members"]!.filter((member) => ["count", "status"].includes(member.name));
  expect(properties).toHaveLength(2);
  for (const kind of ["attributes", "events", "cssParts"]) {
    expect(element[kind]!.filter((each) => !each.description)).toEqual([]);
  }
  expect(properties.filter((each) => !each.description)).toEqual([]);
});
