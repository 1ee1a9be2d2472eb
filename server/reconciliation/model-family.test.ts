import { expect, test } from "vitest";
import { modelFamily } from "./model-family.ts";

test.each([
  ["gpt-4o-mini-2024-07-18", "gpt-4o-mini"],
  ["openai/gpt-4o-mini", "gpt-4o-mini"],
  ["GPT-4o", "gpt-4o"],
  ["claude-sonnet-4-20250514", "claude-sonnet-4"],
  ["claude-opus-4-6[1m]", "claude-opus-4-6"],
  ["claude-3-5-haiku-latest", "claude-3-5-haiku"],
  ["ft:gpt-4o-mini-2024-07-18:acme::b1", "ft:gpt-4o-mini-2024-07-18:acme::b1"],
  ["", ""],
])("%j is of the family %j", (model, family) => expect(modelFamily(model)).toBe(family));
