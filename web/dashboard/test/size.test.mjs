import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

const ASSETS = new URL("../dist/assets/", import.meta.url);

/** The Maven build runs this after the pages are built. */
it.skipIf(!existsSync(ASSETS))("all pages together are smaller than 150 KB gzipped", () => {
  const sizes = readdirSync(ASSETS).map((name) => gzipSync(readFileSync(new URL(name, ASSETS))).length);
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(150_000);
});
