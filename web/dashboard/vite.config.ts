import { defineConfig } from "vite";

/** Relative addresses, so that the pages work below a sub-path; no inline scripts, for the Content-Security-Policy. */
export default defineConfig({
  base: "./",
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
});
