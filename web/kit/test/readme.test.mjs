import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("has the immutable name and the integrity hash of the built script", () => {
  const script = readFileSync(new URL("../dist/turnout.js", import.meta.url));
  const name = createHash("sha256").update(script).digest("hex").slice(0, 16);
  const integrity = `sha384-${createHash("sha384").update(script).digest("base64")}`;
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(readme.split("\n")).toContain(
    `<script src="http://localhost:8081/turnout-${name}.js" integrity="${integrity}" crossorigin defer></script>`,
  );
});
