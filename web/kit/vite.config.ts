import { defineConfig } from "vite";

/** The npm package: ES modules; socket.io-client and React stay imports. */
export default defineConfig({
  logLevel: "warn",
  build: {
    target: "es2022",
    sourcemap: true,
    lib: {
      entry: { index: "src/index.ts", element: "src/element.ts", react: "src/react.ts" },
      formats: ["es"],
    },
    rollupOptions: { external: ["socket.io-client", "react"] },
  },
});
