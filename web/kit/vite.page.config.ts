import { defineConfig } from "vite";

/** The one file for pages without a bundler, served as /turnout.js: element, store and Socket.IO client. */
export default defineConfig({
  build: {
    target: "es2020",
    emptyOutDir: false,
    sourcemap: true,
    lib: { entry: "src/page.ts", formats: ["iife"], name: "Turnout", fileName: () => "turnout.js" },
  },
});
