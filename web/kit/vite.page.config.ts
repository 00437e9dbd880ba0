import { defineConfig } from "vite";

const banner =
  "/*! Turnout kit, Apache-2.0. Contains socket.io-client 4.8.4, MIT, (c) 2014-present Guillermo Rauch and contributors. */";

/** The one file for pages without a bundler, served as /turnout.js: element, store and Socket.IO client. */
export default defineConfig({
  logLevel: "warn",
  build: {
    target: "es2022",
    emptyOutDir: false,
    sourcemap: true,
    rolldownOptions: { output: { postBanner: banner } },
    lib: { entry: "src/page.ts", formats: ["iife"], name: "Turnout", fileName: () => "turnout.js" },
  },
});
