import { readFileSync } from "node:fs";
import { sendEvents } from "./organization.ts";
import { expect, expectAccessible, test } from "./test.ts";

const rows = Array.from({ length: 40 }, (_, i) => {
  return `call-${i + 1};${10 + (i % 10)}.10.2026 09:30;gpt-4.1;1.000;10;0,50;kept elsewhere`;
});
const bad = ["call-x;11.10.2026 09:30;gpt-4.1;many;10;0,50;", "call-y;11.10.2026 09:30;mystery-1;5;1;;"];
const table = `Nr;Date;Model;Input Tokens;Output Tokens;Betrag;Remark\n${[...rows, ...bad].join("\n")}\n`;
const file = (name: string, text = table) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("a table is dropped, its columns corrected, checked and booked; refused lines come as a file, again is a repeat, and others are told whom to ask", async ({
  pageAs,
  organization: scene,
}) => {
  await sendEvents(scene, [
    {
      id: "before",
      projectId: "web",
      agentId: "scout",
      provider: "openai",
      model: "gpt-4.1",
      inputTokens: 1,
      outputTokens: 1,
    },
  ]);
  const page = await pageAs("admin", { of: scene, reducedMotion: "reduce" });
  await page.goto("/dashboard/settings/import");
  await expect(page.getByText("No file was imported yet.")).toBeVisible();
  const picker = page.getByLabel("Drop Files Here or Choose Them");
  await expect(async () => {
    await picker.setInputFiles([file("october.csv"), file("diary.txt", "Nothing but words.")]);
    await expect(page.getByRole("list", { name: "Files" }).getByRole("heading").first()).toBeVisible({
      timeout: 2_000,
    });
  }).toPass();
  const diary = page.getByRole("listitem", { name: "diary.txt" });
  await expect(diary.getByText("This file is not a log")).toBeVisible();
  await diary.getByRole("button", { name: "Remove diary.txt" }).click();

  // The guess: dates day first, decimal commas, everything but the cost, whose name nobody knows.
  const october = page.getByRole("listitem", { name: "october.csv" });
  await october.getByRole("button", { name: /^Columns: 4 of 7 used/ }).click();
  await expect(october.getByLabel("Dates")).toHaveValue("dmy");
  await expect(october.getByLabel("Numbers")).toHaveValue("comma");
  await expect(october.getByRole("listitem").filter({ hasText: "Betrag" })).toContainText("0,50");
  await october.getByRole("combobox", { name: "What Betrag Tells" }).selectOption("Cost");
  await october.getByRole("combobox", { name: "What Nr Tells" }).selectOption("Id of the Call");
  await october.getByLabel("Cost Is In").selectOption("Another Currency");
  await expect(october.getByText("Enter how many US dollars one unit of the cost is")).toBeVisible();
  await october.getByLabel("US Dollars for One Unit").fill("2");
  const preview = october.getByRole("table", { name: "First Records of october.csv" });
  await expect(preview.getByRole("row").nth(1)).toContainText(/Oct 10, 09:30.*openai\/gpt-4\.1.*1,000.*\$1\.00/);
  await page.getByLabel("Agent").fill("nightly");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Check 1 File" }).click();
  const figure = (name: string) =>
    october
      .locator("dl > div")
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator("dd");
  await expect(figure("New Calls")).toHaveText("41");
  await expect(figure("Cost")).toHaveText("at least $40.00");
  await expect(figure("Refused")).toHaveText("1");
  await page.getByRole("button", { name: "Import 41 Calls" }).click();
  await expect(figure("Calls Booked")).toHaveText("41");
  await expect(october.getByText("Imported", { exact: true })).toBeVisible();

  const download = page.waitForEvent("download");
  await october.getByRole("button", { name: "Download Refused Lines" }).click();
  const refused = readFileSync(await (await download).path(), "utf8");
  expect(refused).toBe('File,Line,Reason\r\noctober.csv,42,"inputTokens ""many"" is not a whole number"\r\n');
  const history = page.getByRole("table", { name: "Imports" });
  await expect(history.getByRole("row").nth(1)).toContainText(
    /october\.csv.*web.*41.*at least \$40\.00.*0.*1.*Imported/,
  );

  await page.getByRole("button", { name: "Clear List" }).click();
  await picker.setInputFiles(file("again.csv"));
  const again = page.getByRole("listitem", { name: "again.csv" });
  await again.getByRole("button", { name: /^Columns/ }).click();
  await again.getByRole("combobox", { name: "What Betrag Tells" }).selectOption("Cost");
  await again.getByRole("combobox", { name: "What Nr Tells" }).selectOption("Id of the Call");
  await again.getByLabel("Cost Is In").selectOption("Another Currency");
  await again.getByLabel("US Dollars for One Unit").fill("2");
  await page.getByRole("button", { name: "Check 1 File" }).click();
  await expect(again.getByText(/This very file was imported .*41 calls booked then/)).toBeVisible();
  await expect(again.locator("dl > div").filter({ hasText: "Repeats" }).locator("dd")).toHaveText("41");
  await expect(page.getByText("Nothing to import: every call of what was checked is booked already.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Import \d/ })).toHaveCount(0);

  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 320, height: 640 });
  await history.getByRole("button", { name: /october\.csv/ }).click();
  await expectAccessible(page);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);

  await page.getByRole("link", { name: "See October 2026" }).first().click();
  await expect(page.getByRole("heading", { name: "AI Cost & Budget" })).toBeVisible();
  const member = await pageAs("member", { of: scene });
  await member.goto("/dashboard/settings/import");
  await expect(member.getByText("Files are imported by owners and admins.")).toBeVisible();
});
