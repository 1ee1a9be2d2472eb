import { randomBytes } from "node:crypto";

/** Next reads the nonce from this header of the request; browsers, the whole of it from the answer. */
export const pagePolicyHeader = "content-security-policy";

/**
 * What one page may load and run: our own files, and of scripts in the page those with its nonce alone, so that text
 * which finds its way into a page as markup does nothing. Styles stand in attributes too (bars, charts), so they are let
 * in. Hot reload (`dev`) evaluates code.
 */
export function pagePolicy({ dev }: { dev: boolean }): string {
  const nonce = randomBytes(16).toString("base64");
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; ");
}

/** The nonce in a policy, for the few scripts that we write into a page ourselves. */
export function nonceOf(policy: string | null): string | undefined {
  return policy?.match(/'nonce-([^']+)'/)?.[1];
}
