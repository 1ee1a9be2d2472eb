import { spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright";
import { StartError } from "#server/start-error.ts";
import { runTool } from "./run-tool.ts";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const macPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * The Chromium that the browser tests use: one that is here (CHROMIUM_PATH, the system's, Playwright's own), else
 * Playwright's is downloaded, else, as root on Debian or Ubuntu, the distribution's is installed.
 * @throws StartError when there is none and none could be had.
 */
export async function installBrowser(say: (text: string) => void): Promise<string> {
  const given = process.env.CHROMIUM_PATH;
  if (given && !existsSync(given)) throw new StartError(`CHROMIUM_PATH names ${given}, which is not there.`);
  const found = given || systemBrowser() || own();
  if (found) return found;

  say("Downloading a browser for the tests (playwright install chromium)");
  if ((await runTool(["playwright/cli.js", "install", "chromium"], { live: true })).ok) {
    const downloaded = own();
    if (downloaded) return downloaded;
  }
  if (process.getuid?.() === 0) {
    say("That did not work. Installing the distribution's browser (apt-get install chromium)");
    for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) await aptGet(args);
    const installed = systemBrowser();
    if (installed) return installed;
  }
  throw new StartError(
    "The browser tests need Chromium, and none could be installed. Install chromium or Google Chrome, or name one in CHROMIUM_PATH. The other tests: npm test -- --only checks --only unit --only integration",
  );
}

function systemBrowser(): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/snap/bin"];
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macPlaces].find(executable);
}

function own(): string | undefined {
  const path = chromium.executablePath();
  return executable(path) ? path : undefined;
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function aptGet(args: string[]): Promise<void> {
  const child = spawn("apt-get", args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  await new Promise<void>((done) => child.once("error", () => done()).once("close", () => done()));
}
