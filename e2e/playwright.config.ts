import { defineConfig } from "@playwright/test";
import { browserFlags } from "#scripts/browser-flags.ts";

/**
 * Browser tests against the production build, which `server.ts` starts on a database of its own. Run them by
 * `npm test -- --only browser [name…]`, which builds and finds a browser first. A failure leaves its trace and
 * screenshot in `e2e/results/`. A continuous-integration machine gives a failed test a second try, and says so; it
 * keeps a trace of that one only, which saves a quarter of the time of all.
 */
export default defineConfig({
  testDir: ".",
  outputDir: "results/failures",
  globalSetup: "./server.ts",
  fullyParallel: true,
  // One more than the two processors that a small machine has: each test waits for a third of its time.
  workers: 3,
  forbidOnly: true,
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [
    ["list"],
    ...(process.env.PURSER_TEST_REPORT
      ? [["json", { outputFile: process.env.PURSER_TEST_REPORT }] as ["json", { outputFile: string }]]
      : []),
  ],
  use: {
    browserName: "chromium",
    locale: "en-US",
    timezoneId: "UTC",
    trace: process.env.CI ? "on-first-retry" : "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.PURSER_BROWSER,
      args: browserFlags,
    },
  },
});
