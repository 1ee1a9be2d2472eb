import { expectBudgetHonesty } from "./acceptance/budget-honesty.ts";
import { expectDeltaHonesty } from "./acceptance/delta-honesty.ts";
import { expectAiCostInAllStates, expectEveryPage, furnished } from "./acceptance/everywhere.ts";
import { expectExports } from "./acceptance/export.ts";
import { expectFirstEvent } from "./acceptance/first-event.ts";
import { expectForecastHonesty } from "./acceptance/forecast-honesty.ts";
import { expectIsolatedFailure } from "./acceptance/isolated-failure.ts";
import { expectKeyboardChart } from "./acceptance/keyboard-chart.ts";
import { expectMoney } from "./acceptance/money.ts";
import { expectNoFlash } from "./acceptance/no-flash.ts";
import { expectPauseAndLimit } from "./acceptance/pause-and-limit.ts";
import { expectReconciled } from "./acceptance/reconciles.ts";
import { expectLightScripts } from "./acceptance/script-weight.ts";
import { expectShareable } from "./acceptance/shareable.ts";
import { expectTableTwin } from "./acceptance/table-twin.ts";
import { expectUtcTruth } from "./acceptance/utc-truth.ts";
import { test } from "./test.ts";

// What Purser is held to, one test for each check.

test("1. Shareable: 14d, By Provider, order and search by an address that a fresh browser opens to the same rows; Back undoes one step", ({
  pageAs,
}) => expectShareable(pageAs));

test("2. UTC truth: Kolkata, Los Angeles and UTC see identical days and totals; single days sum to the range", ({
  pageAs,
}) => expectUtcTruth(pageAs));

test("3. Reconciles: each “By…” tab’s Total, including Other and Unpriced, equals Total Spend", ({ pageAs }) =>
  expectReconciled(pageAs));

test("4. Budget honesty: 79.99, 80, 99.97, 100 and 134 %: exact label, icon, truncated text, valuetext", ({ pageAs }) =>
  expectBudgetHonesty(pageAs));

test("5. Forecast honesty: dashed line and marker with 7 and more days; the reason with 3", ({ pageAs }) =>
  expectForecastHonesty(pageAs));

test("6. Delta honesty: nothing before is New; a rise is not green; a part of a day is not compared with a whole one", ({
  pageAs,
}) => expectDeltaHonesty(pageAs));

test("7. Keyboard chart: focus, arrows, Home, End, Escape; the status equals the table’s row", ({ pageAs }) =>
  expectKeyboardChart(pageAs));

test("8. Table twin: 30d has 30 rows, days without spend included; its values match the bars", ({ pageAs }) =>
  expectTableTwin(pageAs));

test("9. Money: no NaN, no exponent, no more than 6 decimals; a call of $0.0042 is not $0.00", ({ pageAs }) =>
  expectMoney(pageAs));

test("10. No flash: while a range takes 2 s the old bars stay, marked busy; the layout shifts by 0.02 at most", ({
  pageAs,
}) => expectNoFlash(pageAs));

test("11. Isolated failure: one procedure cut off alerts in its own panel only; Retry recovers", ({ pageAs }) =>
  expectIsolatedFailure(pageAs));

test("12. Export: dated name, all pages, =HYPERLINK neutralised, the sum equals the screen", ({ pageAs }) =>
  expectExports(pageAs));

test("13. First event: the copied curl, run, turns waiting into live within 5 s, without a reload", ({ pageAs }) =>
  expectFirstEvent(pageAs));

test("14. Pause and limit: the dialog states the effect, the focus returns; a 500 changes nothing and says so; Undo restores an acknowledgement", ({
  pageAs,
}) => expectPauseAndLimit(pageAs));

test("15. Everywhere: axe 0 in light and dark, 320 px without page scroll, reduced motion, print shows tables, no permission prompt on load, script within budget", async ({
  pageAs,
  page: stranger,
}) => {
  test.slow();
  const scene = await furnished();
  await test.step("every page", () => expectEveryPage(pageAs, stranger, scene));
  await test.step("the AI Cost & Budget page in all its states", () => expectAiCostInAllStates(pageAs, scene));
  await test.step("the weight of the script", () => expectLightScripts(pageAs, scene));
});
