import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inviteMember } from "#server/access/invite-member.ts";
import { type Role, roles } from "#server/context.ts";
import { addressOf, forwarded, open, organizationOfPages, pages } from "./all-pages.ts";
import { createTestOrganization, signIn, type TestOrganization } from "./organization.ts";
import { expect, test } from "./test.ts";

// Every page there is, fetched as each role, without a browser. A page without a line in all-pages.ts fails the first test.
test("every page of app/ is tried", () => {
  const root = fileURLToPath(new URL("../app/", import.meta.url));
  const found = globSync("**/page.tsx", { cwd: root }).map((path) => path.replace(/\/?page\.tsx$/, ""));
  const tried = [...Object.keys(pages), ...Object.keys(forwarded), ...Object.keys(open)];
  expect(found.sort(), "give each a line in e2e/all-pages.ts").toEqual(tried.sort());
});

type Page = { status: number; location: string | null; title: string; headings: string[]; html: string };

async function fetchPage(path: string, cookie = ""): Promise<Page> {
  const response = await fetch(`${process.env.PURSER_URL}${path}`, { headers: { cookie }, redirect: "manual" });
  const html = await response.text();
  const nonce = /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
  expect(nonce, `${path}: a policy with a nonce of its own`).toBeTruthy();
  const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  expect(
    scripts.filter((tag) => !tag.includes(` nonce="${nonce}"`)),
    `${path}: scripts without it`,
  ).toEqual([]);
  expect(response.headers.get("x-request-id"), path).toMatch(/^[\w.:-]{8,}$/);
  const texts = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, "gs"))].map(([, inner = ""]) =>
      inner.replaceAll(/<!--.*?-->|<[^>]+>/g, "").replaceAll("&amp;", "&"),
    );
  const location = response.headers.get("location");
  return { status: response.status, location, title: texts("title")[0] ?? "", headings: texts("h1"), html };
}

async function scene(): Promise<{ of: TestOrganization; cookies: Record<Role, string> }> {
  const of = await organizationOfPages();
  const cookies = {} as Record<Role, string>;
  for (const role of roles) cookies[role] = header(await signIn(of, role));
  return { of, cookies };
}

const header = (cookies: { name: string; value: string }[]) =>
  cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
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
