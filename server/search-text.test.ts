import { expect, test } from "vitest";
import { searchText } from "./search-text.ts";

test("takes any text for words; one that is too long is refused", () => {
  expect(searchText().parse("triage\0bot\n")).toBe("triage bot ");
  expect(searchText().parse("Łódź 模型")).toBe("Łódź 模型");
  expect(searchText(4).safeParse("12345").success).toBe(false);
});
