import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";

/** What a browser must allow for its clipboard to be read. */
export const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };

/** What Purser answers to a first call. */
export const recorded = { accepted: 1, duplicates: 0, rejected: [] };

/**
 * Copies the curl command of the page and runs it in a shell, where there are curl and such a shell; otherwise it sends what
 * the command would. `key` is what the shell has in PURSER_KEY. Returns the answer.
 */
export async function runCopiedCurl(page: Page, key = ""): Promise<unknown> {
  await page.getByRole("button", { name: "Copy Curl Command" }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  if (await hasCurl()) {
    const { stdout } = await promisify(execFile)("sh", ["-c", command], { env: { ...process.env, PURSER_KEY: key } });
    return JSON.parse(stdout);
  }
  const url = /curl -s '([^']+)'/.exec(command)?.[1] ?? "";
  const body = /-d '([^']+)'/.exec(command)?.[1] ?? "";
  const headers = [...command.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name = "", value = ""]): [string, string] => [
    name,
    value.replace("$PURSER_KEY", key),
  ]);
  return (await fetch(url, { method: "POST", headers, body })).json();
}

const hasCurl = () =>
  promisify(execFile)("sh", ["-c", "command -v curl"]).then(
    () => true,
    () => false,
  );
