import { type Browser, type BrowserContext, chromium } from "playwright";
import { browserFlags } from "#scripts/browser-flags.ts";
import { installBrowser } from "#scripts/install-browser.ts";
import type { BenchServer } from "./bench-database.ts";

/** A Chromium, with which program it is. */
export type BenchBrowser = { path: string; browser: Browser };

/** Starts the browser that the browser tests use. */
export async function openBrowser(say: (text: string) => void): Promise<BenchBrowser> {
  const path = await installBrowser(say);
  return { path, browser: await chromium.launch({ executablePath: path, args: browserFlags }) };
}

/** A new window, signed in as the owner of the bench's organisation. */
export async function signedIn({ browser }: BenchBrowser, { port, cookie }: BenchServer): Promise<BrowserContext> {
  const baseURL = `http://127.0.0.1:${port}`;
  const context = await browser.newContext({ baseURL, locale: "en-US", timezoneId: "UTC" });
  await context.addCookies(
    cookie.split("; ").map((pair) => {
      const at = pair.indexOf("=");
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: baseURL };
    }),
  );
  return context;
}
