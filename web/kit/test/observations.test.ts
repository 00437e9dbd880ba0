import { describe, expect, it } from "vitest";
import { KEEP_OFFLINE_MILLIS, Observations } from "../src/observations.js";

const AT = new Date(0);

describe("observations", () => {
  it("begin unknown", () => {
    expect(new Observations().current).toEqual({ count: undefined, status: "connecting", asOf: undefined });
  });

  it("ignore an answer that was requested before the newest push", () => {
    const observations = new Observations();
    observations.value(7, 100, AT, "live");
    expect(observations.value(3, 90, AT, "polling")).toBe(false);
    expect(observations.current.count).toBe(7);
  });

  it("take an answer that was requested after the newest push", () => {
    const observations = new Observations();
    observations.value(7, 100, AT, "live");
    observations.value(3, 110, AT, "polling");
    expect(observations.current).toMatchObject({ count: 3, status: "polling" });
  });

  it("keep the count for a minute offline, then forget it", () => {
    const observations = new Observations();
    observations.value(7, 0, AT, "live");
    observations.status("offline", 1_000);
    expect(observations.expire(1_000 + KEEP_OFFLINE_MILLIS - 1)).toBe(false);
    expect(observations.current.count).toBe(7);
    expect(observations.expire(1_000 + KEEP_OFFLINE_MILLIS)).toBe(true);
    expect(observations.current).toEqual({ count: undefined, status: "offline", asOf: undefined });
  });

  it("count the minute from the first failure, not from the last", () => {
    const observations = new Observations();
    observations.value(7, 0, AT, "live");
    observations.status("offline", 0);
    observations.status("offline", KEEP_OFFLINE_MILLIS);
    expect(observations.current.count).toBeUndefined();
  });
});
