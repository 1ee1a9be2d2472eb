import { basename } from "node:path/posix";
import type { Module } from "./parse-module.ts";

const longest = 300;
const vague = /^(utils?|helpers?|types|common|misc|index)$/;
/** What Next, Vitest and Playwright name; kebab-case otherwise. */
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;

/** What is wrong with a file itself: its name, its length, reading the environment. */
export function fileViolations(path: string, source: string, { environmentLines }: Module): string[] {
  const found: string[] = [];
  const lines = source.trimEnd().split("\n").length;
  if (lines > longest) found.push(`${path}: ${lines} lines, more than ${longest}. Split it by what it does.`);
  const names = path.replace(/\.[a-z]+$/, "").split("/");
  for (const name of names.filter((part) => vague.test(part))) {
    found.push(`${path}: "${name}" says nothing. Name it after what it holds.`);
  }
  if (!kebabCase.test(basename(path))) found.push(`${path}: file names are kebab-case.`);
  if (path.startsWith("server/") && path.endsWith(".tsx")) found.push(`${path}: no .tsx in server/.`);
  if (path !== "server/env.ts" && /^(app|components|server)\//.test(path)) {
    for (const line of environmentLines) {
      found.push(`${path}:${line} reads process.env. Only server/env.ts and scripts/ do: add it there.`);
    }
  }
  return found;
}
