import type { MatchLogic } from "@pydantic/genai-prices";

type Test = (name: string) => boolean;

const compiled = new WeakMap<MatchLogic, Test>();

/**
 * Whether a rule of the catalogue accepts a name (in lower case). Rules are compiled once: an unknown name is held against
 * hundreds. Their regular expressions are the catalogue's, never a user's.
 */
export function accepts(rule: MatchLogic, name: string): boolean {
  let test = compiled.get(rule);
  if (!test) {
    test = compile(rule);
    compiled.set(rule, test);
  }
  return test(name);
}

function compile(rule: MatchLogic): Test {
  if ("or" in rule) return any(rule.or.map(compile));
  if ("and" in rule) return all(rule.and.map(compile));
  if ("equals" in rule) return compare(rule.equals, (name, text) => name === text);
  if ("starts_with" in rule) return compare(rule.starts_with, (name, text) => name.startsWith(text));
  if ("ends_with" in rule) return compare(rule.ends_with, (name, text) => name.endsWith(text));
  if ("contains" in rule) return compare(rule.contains, (name, text) => name.includes(text));
  const pattern = new RegExp(rule.regex);
  return (name) => pattern.test(name);
}

function compare(text: string, test: (name: string, text: string) => boolean): Test {
  const lower = text.toLowerCase();
  return (name) => test(name, lower);
}

function any(tests: readonly Test[]): Test {
  return (name) => tests.some((test) => test(name));
}

function all(tests: readonly Test[]): Test {
  return (name) => tests.every((test) => test(name));
}
