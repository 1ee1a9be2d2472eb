import { env } from "./env.ts";

/**
 * Tells browsers to come by TLS only, where that is how people open Purser: by PURSER_URL. What a proxy says of it
 * (X-Forwarded-Proto) is never looked at.
 */
export const transportSecurity = (): Record<string, string> =>
  env().PURSER_URL.startsWith("https:") ? { "strict-transport-security": "max-age=31536000" } : {};
