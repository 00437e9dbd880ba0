import { defineConfig } from "vite";

/**
 * Two documents: the dashboard and the live page. Relative addresses, so that they work below a sub-path; no inline
 * scripts, for the Content-Security-Policy.
 */
export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: { input: ["index.html", "live/index.html"] },
  },
});
