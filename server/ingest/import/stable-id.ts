import { hash } from "node:crypto";

/**
 * The id of an imported call: readable where its parts allow it (1 to 128 visible characters), hashed where not.
 * The same parts always make the same id, which is what makes a second import count nothing twice.
 */
export function stableId(...parts: string[]): string {
  const id = parts.join(":");
  return visible.test(id) ? id : parts.length > 1 ? `${parts[0]}:${digest(parts.slice(1))}` : digest(id);
}

const visible = /^[^\p{C}\p{Z}]{1,128}$/u;

const window = 100_000;

/**
 * Ids for records that carry none: a digest of the content, and a number among equal ones, so that two calls that
 * look alike are two, and a file that has grown or overlaps another keeps the ids of what it had. Equal records
 * further apart than the last 100,000 distinct ones are taken for one: that bounds the memory on large files.
 */
export function createContentIds(prefix: string): (content: unknown) => string {
  let recent = new Map<string, number>();
  let older = new Map<string, number>();
  return (content) => {
    const key = digest(content);
    const seen = recent.get(key) ?? older.get(key) ?? 0;
    recent.set(key, seen + 1);
    if (recent.size >= window) {
      older = recent;
      recent = new Map();
    }
    return seen === 0 ? `${prefix}:${key}` : `${prefix}:${key}:${seen + 1}`;
  };
}

function digest(content: unknown): string {
  return hash("sha256", JSON.stringify(content), "base64url").slice(0, 22);
}
