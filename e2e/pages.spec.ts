import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inviteMember } from "#server/access/invite-member.ts";
import { type Role, roles } from "#server/context.ts";
import { createTestOrganization, sendEvents, signIn, type TestOrganization } from "./organization.ts";
import { expect, test } from "./test.ts";

// Every page there is, fetched as each role, without a browser. A page without a line here fails the first test.
type Expected = {
  /** The address, in the organisation of the test. */
  at: string | ((scene: { invitation: string }) => string);
  /** What stands in the tab before “· Purser”, and in the heading where that is another. */
  title: string;
  heading?: string;
  /** Who sees more than whom to ask; everyone who is signed in, if left out. */
  roles?: readonly Role[];
};

const managers = ["owner", "admin"] as const;
const product = "/dashboard/products/web";

const pages: Record<string, Expected> = {
  "dashboard/(home)": { at: "/dashboard", title: "Dashboard" },
  "dashboard/account": { at: "/dashboard/account", title: "Account" },
  "dashboard/agents/(list)": { at: "/dashboard/agents", title: "Agents" },
  "dashboard/agents/[agentId]": { at: "/dashboard/agents/scout", title: "Agent scout", heading: "scout" },
  "dashboard/alerts": { at: "/dashboard/alerts", title: "Alerts" },
  "dashboard/approvals": { at: "/dashboard/approvals", title: "Approvals" },
  "dashboard/audit": { at: "/dashboard/audit", title: "Audit Log", roles: ["owner", "admin", "finance"] },
  "dashboard/budgets": { at: "/dashboard/budgets", title: "Budgets" },
  "dashboard/costs": { at: "/dashboard/costs", title: "Company Costs" },
  "dashboard/projections": { at: "/dashboard/projections", title: "Projections" },
  "dashboard/insights": { at: "/dashboard/insights", title: "Insights" },
  "dashboard/products/[projectId]/ai-cost": {
    at: `${product}/ai-cost`,
    title: "AI Cost & Budget · web",
    heading: "AI Cost & Budget",
  },
  "dashboard/products/[projectId]/growth": {
    at: `${product}/growth`,
    title: "Revenue & Growth · web",
    heading: "Revenue & Growth",
  },
  "dashboard/products/[projectId]/runs/[runId]": {
    at: `${product}/runs/run-1`,
    title: "Run run-1 · web",
    heading: "run-1",
  },
  "dashboard/settings/alerting": { at: "/dashboard/settings/alerting", title: "Alerting" },
  "dashboard/settings/keys": { at: "/dashboard/settings/keys", title: "API Keys", roles: managers },
  "dashboard/settings/members": { at: "/dashboard/settings/members", title: "Members", roles: managers },
  "dashboard/settings/organization": { at: "/dashboard/settings/organization", title: "Organisation" },
  "dashboard/settings/prices": { at: "/dashboard/settings/prices", title: "Model Prices" },
  "dashboard/settings/webhooks": { at: "/dashboard/settings/webhooks", title: "Webhooks", roles: managers },
};

/** Pages that only lead on, and where to. */
const forwarded: Record<string, { at: string; to: string }> = {
  "": { at: "/", to: "/dashboard" },
  "dashboard/products/[projectId]": { at: product, to: `${product}/ai-cost` },
};

/** Pages for whoever is not signed in. */
const open: Record<string, Expected> = {
  "(auth)/accept-invitation/[id]": {
    at: ({ invitation }) => `/accept-invitation/${invitation}`,
    title: "Accept Invitation",
    heading: "Join",
  },
  "(auth)/sign-in": { at: "/sign-in", title: "Sign In" },
};

test("every page of app/ is tried", () => {
  const root = fileURLToPath(new URL("../app/", import.meta.url));
  const found = globSync("**/page.tsx", { cwd: root }).map((path) => path.replace(/\/?page\.tsx$/, ""));
  const tried = [...Object.keys(pages), ...Object.keys(forwarded), ...Object.keys(open)];
  expect(found.sort(), "give each a line in e2e/pages.spec.ts").toEqual(tried.sort());
});

type Page = { status: number; location: string | null; title: string; headings: string[]; html: string };

async function fetchPage(path: string, cookie = ""): Promise<Page> {
  const response = await fetch(`${process.env.PURSER_URL}${path}`, { headers: { cookie }, redirect: "manual" });
  const html = await response.text();
  const texts = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, "gs"))].map(([, inner = ""]) =>
      inner.replaceAll(/<!--.*?-->|<[^>]+>/g, "").replaceAll("&amp;", "&"),
    );
  const location = response.headers.get("location");
  return { status: response.status, location, title: texts("title")[0] ?? "", headings: texts("h1"), html };
}

async function scene(): Promise<{ of: TestOrganization; cookies: Record<Role, string> }> {
  const of = await createTestOrganization(["web"]);
  const call = { projectId: "web", agentId: "scout", runId: "run-1", provider: "openai", model: "gpt-4.1" };
  await sendEvents(of, [{ ...call, id: "call-1", inputTokens: 10, outputTokens: 1 }]);
  const cookies = {} as Record<Role, string>;
  for (const role of roles) cookies[role] = header(await signIn(of, role));
  return { of, cookies };
}

const header = (cookies: { name: string; value: string }[]) =>
  cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
const addressOf = ({ at }: Expected, invitation = "") => (typeof at === "function" ? at({ invitation }) : at);
const asksWhom = "or for a role that may:";

test("each page opens for the roles that may, with its title and one heading, and tells the others whom to ask", async () => {
  const { cookies } = await scene();
  for (const page of Object.values(pages)) {
    const at = addressOf(page);
    for (const role of roles) {
      const { status, title, headings, html } = await fetchPage(at, cookies[role]);
      const who = `${at} as ${role}`;
      expect(status, who).toBe(200);
      expect(title, who).toBe(`${page.title} · Purser`);
      expect(headings, who).toHaveLength(1);
      expect(headings[0], who).toContain(page.heading ?? page.title);
      expect(html.includes(asksWhom), `${who}: says whom to ask`).toBe(!(page.roles ?? roles).includes(role));
      expect(html, who).toMatch(/<a href="#content"[^>]*>Skip to Content/);
      expect(html, who).toMatch(/<main id="content"/);
      expect(html, who).toMatch(/<nav aria-label="Breadcrumb"/);
    }
  }
});

test("signed out, each page leads to sign in and back; another organisation's projects, runs and agents do not exist", async () => {
  const { cookies } = await scene();
  const elsewhere = await createTestOrganization(["theirs"]);
  const stranger = header(await signIn(elsewhere, "owner"));
  for (const page of Object.values(pages)) {
    const at = addressOf(page);
    const { status, location } = await fetchPage(at);
    const next = at === "/dashboard" ? "" : `?next=${encodeURIComponent(at)}`;
    expect([at, status, location?.replace(process.env.PURSER_URL ?? "", "")]).toEqual([at, 307, `/sign-in${next}`]);
    const foreign = /products|agents\/|runs\//.test(at);
    expect([at, (await fetchPage(at, stranger)).status]).toEqual([at, foreign ? 404 : 200]);
  }
  for (const { at, to } of Object.values(forwarded)) {
    const { status, location } = await fetchPage(at, cookies.member);
    expect([at, status, location?.replace(process.env.PURSER_URL ?? "", "")]).toEqual([at, 307, to]);
  }
  // By the configuration of Next, not by a page.
  const settings = await fetchPage("/dashboard/settings", cookies.member);
  expect([settings.status, settings.location]).toEqual([307, "/dashboard/settings/organization"]);
  const missing = await fetchPage("/dashboard/nothing-here", cookies.owner);
  expect([missing.status, missing.headings.length]).toEqual([404, 1]);
});

test("the pages before signing in have a title and a heading", async () => {
  const { of } = await scene();
  const { id } = await inviteMember({ ctx: of.ctx, input: { email: `new-${of.ctx.orgId}@example.com` } });
  for (const page of Object.values(open)) {
    const { status, title, headings } = await fetchPage(addressOf(page, id));
    expect([status, title]).toEqual([200, `${page.title} · Purser`]);
    expect(headings).toHaveLength(1);
    expect(headings[0]).toContain(page.heading ?? page.title);
  }
});
