import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";

/** Where our own pages are, by PURSER_URL. What a proxy says of it (X-Forwarded-Host, -Proto) is never looked at. */
export const ownOrigin = (): string => new URL(env().PURSER_URL).origin;

/** This machine may be reached by other names than PURSER_URL says; a page elsewhere cannot forge the host. */
export function localOrigins(request?: Request): string[] {
  if (!request) return [];
  const { protocol, hostname, origin } = new URL(request.url);
  return protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname) ? [origin] : [];
}

/**
 * True for a change that one of our own pages asks for, or a program that is no browser; false for another site's page.
 * Browsers say where a request comes from in Sec-Fetch-Site, or, over plain HTTP and older ones, in Origin alone.
 */
function comesFromOwnPage(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const origin = request.headers.get("origin");
  return origin === null || origin === ownOrigin() || localOrigins(request).includes(origin);
}

/** Lets through what `comesFromOwnPage`. @throws AppError `forbidden`, with what to set where the page was ours after all. */
export function requireOwnPage(request: Request): void {
  if (comesFromOwnPage(request)) return;
  throw new AppError(
    "forbidden",
    "Changes are taken from Purser's own pages only. If this is one, set PURSER_URL to the address at which people open Purser, and start it again.",
  );
}
