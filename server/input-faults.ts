import { z } from "zod";
import type { FieldError } from "./errors.ts";

/** What a value should have been, by zod's name for it. */
const kinds: Record<string, string> = {
  string: "must be a text",
  number: "must be a number",
  int: "must be a whole number",
  boolean: "must be true or false",
  object: "must be an object",
  record: "must be an object",
  array: "must be a list",
  date: "must be a time",
};

/** zod's own wording is for programmers; this is for whoever sent the value. A schema's own message stands before it. */
function words(issue: z.core.$ZodRawIssue): string {
  const aboutKind = issue.code === "invalid_type" || issue.code === "invalid_value" || issue.code === "invalid_union";
  if (aboutKind && issue.input === undefined) return "is required";
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? "is of the wrong kind";
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "unrecognized_keys":
      return `is not a known field (there are: ${namesOf(issue.inst)})`;
    case "too_small":
      return tooSmall(issue.origin, issue.minimum);
    case "too_big":
      return issue.origin === "string" || issue.origin === "array"
        ? `must have at most ${unitOf(issue.origin, issue.maximum)}`
        : `must be at most ${issue.maximum}`;
    case "invalid_format":
      return issue.format === "email" ? "must be an e-mail address" : "is not written as it should be";
    case "invalid_union":
      return issue.errors.map(([first]) => first?.message ?? "").join(" or ");
    case "invalid_key":
      return `has a name that ${issue.issues[0]?.message ?? "is not allowed"}`;
    default:
      return "is not valid";
  }
}

function tooSmall(origin: string, minimum: number | bigint): string {
  if (origin !== "string" && origin !== "array") return `must be ${minimum} or more`;
  return Number(minimum) === 1 ? "must not be empty" : `must have at least ${unitOf(origin, minimum)}`;
}

const unitOf = (origin: string, count: number | bigint) => `${count} ${origin === "string" ? "characters" : "entries"}`;

function namesOf(schema: unknown): string {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape).join(", ") : "others";
}

// Here, since everything that shows what zod found asks `inputFaults`.
z.config({ customError: words });

/** What is wrong with a refused value: one message for each field, in words, with its path as `events[3].model`. */
export function inputFaults({ issues }: { issues: readonly z.core.$ZodIssue[] }): FieldError[] {
  const faults = new Map<string, z.core.$ZodIssue>();
  for (const issue of issues) {
    const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of paths.map(fieldPath)) {
      const known = faults.get(path);
      // One is enough; but that an integer is not a safe one (zod's note) gives way to how large it may be.
      if (!known || "note" in known) faults.set(path, issue);
    }
  }
  return [...faults].map(([path, { message }]) => ({ path, message }));
}

/** `model: is required; outputTokens: must be 0 or more`. `whole` names what has no path. */
export function faultsText(faults: readonly FieldError[], whole: string): string {
  return faults.map(({ path, message }) => `${path || whole}: ${message}`).join("; ");
}

/** `["events", 3, "model"]` as `events[3].model`. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, "");
}
