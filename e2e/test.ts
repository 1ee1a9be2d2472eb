import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import type { Role } from "#server/context.ts";
import { closeDatabase } from "#server/db.ts";
import { createTestOrganization, signIn, type TestOrganization } from "./organization.ts";

type Fixtures = {
  /** A new organisation, seen by this test only. */
  organization: TestOrganization;
  /** A new browser window, signed in as a member of `organization` with this role. */
  pageAs: (role: Role) => Promise<Page>;
  /** Sends events as an agent does, by HTTP with a key of `organization`; every one must be recorded. */
  ingest: (events: Record<string, unknown>[]) => Promise<void>;
};

/** Playwright's test with Purser's fixtures. */
export const test = base.extend<Fixtures, { database: undefined }>({
  baseURL: async ({ browserName: _ }, use) => use(process.env.PURSER_URL),

  database: [
    async ({ browserName: _ }, use) => {
      await use(undefined);
      await closeDatabase();
    },
    { scope: "worker" },
  ],

  organization: async ({ database: _ }, use) => use(await createTestOrganization()),

  pageAs: async ({ organization, browser, contextOptions }, use) => {
    const pages: Page[] = [];
    await use(async (role) => {
      const page = await (await browser.newContext(contextOptions)).newPage();
      await page.context().addCookies(await signIn(organization, role));
      pages.push(page);
      return page;
    });
    for (const page of pages) await page.context().close();
  },

  ingest: async ({ organization, request }, use) => {
    await use(async (events) => {
      const response = await request.post("/api/v1/events", {
        headers: { authorization: `Bearer ${organization.key}` },
        data: { events },
      });
      expect(await response.json()).toEqual({ accepted: events.length, duplicates: 0, rejected: [] });
    });
  },
});

/** Fails with what axe finds wrong on the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(", ")})`),
  ).toEqual([]);
}

export { expect };
