import { Coins } from "lucide-react";
import { expect, test } from "vitest";
import { sections } from "./nav-links.ts";

test("AI Cost & Budget stands under Operations, after Revenue & Growth, with coins", () => {
  const operations = sections.find(({ title }) => title === "Operations");
  expect(operations?.links.map(({ label }) => label)).toEqual(["Revenue & Growth", "AI Cost & Budget"]);
  expect(operations?.links[1]).toMatchObject({ page: "ai-cost", icon: Coins });
});
