import { describe, expect, it } from "vitest";
import { playerOf, saleText } from "../src/live/player.js";

describe("a player", () => {
  it("is read from the forms that backends publish", () => {
    expect(playerOf({ name: "Mara", currentBid: 1_250_000, team: { name: "Hawks" } })).toEqual({
      name: "Mara",
      facts: [
        { label: "Current bid", value: new Intl.NumberFormat().format(1_250_000) },
        { label: "Team", value: "Hawks" },
      ],
    });
    expect(playerOf({ player: { name: "Mara", role: "Keeper" }, bid: 5 })?.name).toBe("Mara");
  });

  it("without a name is unnamed, and a message that is no object is none", () => {
    expect(playerOf({})).toEqual({ name: "Unnamed", facts: [] });
    expect(playerOf("x")).toBeUndefined();
    expect(playerOf([1])).toBeUndefined();
  });

  it("has short texts, whatever is sent", () => expect(playerOf({ name: "x".repeat(5_000) })?.name).toHaveLength(300));
});

describe("a sale", () => {
  it("is the published text, or made of its parts", () => {
    expect(saleText("Sold!")).toBe("Sold!");
    expect(saleText({ message: "Mara goes to the Hawks" })).toBe("Mara goes to the Hawks");
    expect(saleText({ player: "Mara", soldTo: "Hawks", soldPrice: 5 })).toBe("Mara sold to Hawks for 5");
    expect(saleText(null)).toBe("Sold");
  });
});
