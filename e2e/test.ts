import AxeBuilder from "@axe-core/playwright";
import { type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import type { Role } from "#server/context.ts";
import { closeDatabase } from "#server/db.ts";
import { createTestOrganization, signIn, type TestOrganization } from "./organization.ts";

type PageOptions = BrowserContextOptions & { of?: TestOrganization };

/** Opens a new browser window, signed in with this role. */
export type PageAs = (role: Role, options?: PageOptions) => Promise<Page>;

type Fixtures = {
  /** A new organisation, seen by this test only. */
  organization: TestOrganization;
  /** A new browser window, signed in with this role as a member of `organization`, or of the one given as `of`. */
  pageAs: PageAs;
};

/** Playwright's test with Purser's fixtures. */
export const test = base.extend<Fixtures, { database: undefined }>({
  baseURL: async ({ browserName: _ }, use) => use(process.env.PURSER_URL),

  database: [
    async ({ browserName: _ }, use) => {
      await use(undefined);
      await closeDatabase();
    },
    { scope: "worker", auto: true },
  ],

  organization: async ({ database: _ }, use) => use(await createTestOrganization()),

  pageAs: async ({ organization, browser }, use) => {
    const pages: Page[] = [];
    await use(async (role, { of = organization, ...options } = {}) => {
      const page = await (await browser.newContext(options)).newPage();
      await page.context().addCookies(await signIn(of, role));
      pages.push(page);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
});

/** Fails with what axe finds wrong on the page as it is now, or in the part of it that a selector names; by all its rules or these. */
export async function expectAccessible(page: Page, part?: string, rules?: string[]): Promise<void> {
  // Our pages have no frames: without looking for any, axe needs no second page for its result.
  // Of what passes and of what axe cannot decide it names one place each instead of all: nobody reads them.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  if (rules) axe.withRules(rules);
  const { violations } = await (part ? axe.include(part) : axe).analyze();
  expect(
    violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(", ")})`),
  ).toEqual([]);
}

/** The rules of axe that colours decide: what is left to find in another theme. */
export const colourRules = ["color-contrast", "link-in-text-block"];

/** The same in light and in dark, where nothing but colours is another; the page is left in dark. */
export async function expectInEachTheme(page: Page, part?: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator(`html.${colorScheme}`)).toBeAttached();
    await expectAccessible(page, part, colorScheme === "dark" ? colourRules : undefined);
  }
}

/** As narrow as WCAG 1.4.10 asks for. */
export const narrow = { width: 320, height: 640 };

/** At 320 px the page is as wide as the window. `what` names it where it fails. */
export async function expectNarrow(page: Page, what?: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize(narrow);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), what).toBe(320);
  if (before) await page.setViewportSize(before);
}

export { expect };
