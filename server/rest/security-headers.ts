import { transportSecurity } from "#server/transport-security.ts";

let headers: Readonly<Record<string, string>> | undefined;

/** What every answer of the API carries: it is data, of which nothing is to be run, framed or guessed at. */
export function securityHeaders(): Readonly<Record<string, string>> {
  headers ??= {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    ...transportSecurity(),
  };
  return headers;
}
