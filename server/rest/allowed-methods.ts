import type { Hono } from "hono";
import type { RestEnv } from "./rest-env.ts";

/** The methods that routes of `app` know for a path: none for a path that does not exist. Looked at for 404s only. */
export function allowedMethods(app: Hono<RestEnv>, path: string): string[] {
  const methods = app.routes
    .filter(({ method, path: pattern }) => method !== "ALL" && matches(pattern, path))
    .map(({ method }) => method);
  if (methods.length === 0) return [];
  const unique = new Set([...methods, "OPTIONS"]);
  if (unique.has("GET")) unique.add("HEAD");
  return [...unique].sort();
}

/** Hono's patterns as our routes use them: literal parts, `:name`, and `*` at the end. */
function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.at(-1) === "*" ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((part, i) => part === "*" || part.startsWith(":") || part === given[i]);
}
