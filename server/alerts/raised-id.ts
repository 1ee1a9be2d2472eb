import { createHash } from "node:crypto";

/** The id of an alert that is raised once for what it is about, however often and by however many it is found. */
export function raisedId(...about: readonly (string | bigint)[]): string {
  return `alert_${createHash("md5").update(about.join("\u0001")).digest("hex")}`;
}
