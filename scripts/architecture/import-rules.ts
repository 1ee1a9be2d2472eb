import { dirname, join } from "node:path/posix";
import type { Import, Module } from "./parse-module.ts";

/** Source files by their path from the project's root. */
export type Modules = Map<string, Module>;

/**
 * The folders of `server/` in the order of docs/architecture: each may import those before it. The files at the root
 * of `server/` are the floor, except `api` and `main`, which come last.
 */
const order = [
  "floor",
  "money",
  "time",
  "access",
  "catalog",
  "pricing",
  "revenue",
  "ledger",
  "books",
  "reconciliation",
  "retention",
  "budgets",
  "enforcement",
  "projections",
  "insights",
  "reports",
  "alerts",
  "ingest",
  "export",
  "trpc",
  "rest",
  "jobs",
  "api",
  "main",
];

/** The project file that an import names, or undefined for a package. */
function target(path: string, from: string): string | undefined {
  if (from.startsWith("#")) return from.slice(1);
  return from.startsWith(".") ? join(dirname(path), from) : undefined;
}

function place(path: string): string {
  const [, folder = "", ...rest] = path.split("/");
  if (rest.length > 0) return folder;
  const name = folder.replace(/\..*/, "");
  return name === "api" || name === "main" ? name : "floor";
}

const isTest = (path: string) => /\.test\.tsx?$/.test(path);
const top = (path: string) => path.split("/")[0] ?? "";

/** Every import that goes against the direction of docs/architecture, one sentence each. */
export function importViolations(modules: Modules): string[] {
  const found: string[] = [];
  for (const [path, { imports }] of modules) {
    for (const edge of imports) {
      const to = target(path, edge.from);
      const reason = needsPackage(path, edge)
        ? "the client has no dependency at run time"
        : to && (leavesFolder(path, edge, to) ?? wrongDirection(modules, path, edge, to));
      if (reason) found.push(`${path}:${edge.line} imports ${edge.from}: ${reason}`);
    }
  }
  return [...found, ...cycles(modules)];
}

function leavesFolder(path: string, { from }: Import, to: string): string | undefined {
  if (!from.startsWith("..")) return undefined;
  // The client is a package of its own, in which `#` means its own files: its tests reach ours by path.
  if (top(path) === "sdk" && isTest(path)) return undefined;
  const same = top(path) === top(to) && (top(path) !== "server" || place(path) === place(to));
  return same ? undefined : `write it as #${to}`;
}

/** The client is installed without anything else: whose types its adapters speak may be named, and nothing more. */
function needsPackage(path: string, { from, typeOnly }: Import): boolean {
  return top(path) === "sdk" && !isTest(path) && !typeOnly && !/^[.#]/.test(from);
}

function wrongDirection(modules: Modules, path: string, { typeOnly }: Import, to: string): string | undefined {
  const [mine, theirs] = [top(path), top(to)];
  if (theirs === "sdk" && mine !== "sdk") return "nothing imports the client; it is installed by agents";
  if (mine === "sdk" && theirs !== "sdk" && !isTest(path)) return "the client runs without the rest of Purser";
  if (theirs === "app" && mine !== "app") return "nothing imports app";
  if (theirs === "e2e" && mine !== "e2e") return "nothing imports the browser tests";
  if (theirs === "bench" && mine !== "bench") return "nothing imports the benchmarks";
  if (mine === "server") {
    if (theirs === "components") return "the server does not know the components";
    if (theirs === "scripts" && !isTest(path)) return "the server does not know the scripts";
    if (theirs === "server") return againstOrder(path, to);
  }
  if (mine === "components" || mine === "app") {
    if (theirs === "scripts" && !isTest(path)) return "pages do not know the scripts";
  }
  if (mine === "components" && theirs === "prisma" && !typeOnly) return "components do not read the database";
  if (mine === "components" && theirs === "server" && !typeOnly && !isTest(path) && !fitForBrowser(modules, to)) {
    return "components import only components, server/money, server/time, zod schemas that need nothing else, and types";
  }
  return undefined;
}

function againstOrder(path: string, to: string): string | undefined {
  const [mine, theirs] = [order.indexOf(place(path)), order.indexOf(place(to))];
  if (mine < 0 || theirs < 0) return "a folder of server/ without a place in scripts/architecture/import-rules.ts";
  // A test may set the scene with anything of the server.
  return theirs <= mine || isTest(path) ? undefined : `${order[mine]} comes before ${order[theirs]}`;
}

/** `money`, `time`, and schema files: those that import zod and, whatever they import, nothing that needs a server. */
function fitForBrowser(modules: Modules, path: string): boolean {
  if (pure(path)) return true;
  const values = (modules.get(path)?.imports ?? []).filter(({ typeOnly }) => !typeOnly);
  return (
    values.some(({ from }) => from === "zod") &&
    values.every(({ from }) => {
      const to = target(path, from);
      return from === "zod" || (to !== undefined && fitForBrowser(modules, to));
    })
  );
}

const pure = (path: string) => /^server\/(money|time)\//.test(path);

/** Modules that need each other at run time. */
function cycles(modules: Modules): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push(`These files import each other in a circle: ${[...trail.slice(at), path].join(" → ")}`);
    if (at >= 0 || done.has(path)) return;
    for (const { from, typeOnly } of modules.get(path)?.imports ?? []) {
      const to = typeOnly ? undefined : target(path, from);
      if (to && modules.has(to)) visit(to, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of modules.keys()) visit(path, []);
  return found;
}
