import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The widget is built once, where its sources have changed.
    globalSetup: "test/support/build-web.ts",
    // Real browsers, databases and card daemons start in here; a slow machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
