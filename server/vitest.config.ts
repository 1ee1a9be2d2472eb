import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * Two projects: `unit` needs nothing, `integration` (`*.db.test.ts`) a real PostgreSQL.
 * Tests run in Asia/Kathmandu (UTC+05:45), so code that forgets UTC fails here first.
 */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    env: { TZ: "Asia/Kathmandu" },
    // Nothing is timed: these only end what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{server,components,scripts,app,sdk}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts", "node_modules", "sdk/dist"],
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["{bench,server,scripts,sdk}/**/*.db.test.ts"],
          globalSetup: ["scripts/test-database.ts"],
          setupFiles: ["scripts/own-database.ts"],
          // Some wait for time-outs and processes: one more than the two processors that a small machine has.
          maxWorkers: 3,
        },
      },
    ],
  },
});
