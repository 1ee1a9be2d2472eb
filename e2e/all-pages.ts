import type { Role } from "#server/context.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";

/** What is expected of a page. */
export type Expected = {
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

/** Every page for whoever is signed in; a page of app/ that is in none of these lists fails e2e/pages.spec.ts. */
export const pages: Record<string, Expected> = {
  "dashboard/(home)": { at: "/dashboard", title: "Dashboard" },
  "dashboard/account": { at: "/dashboard/account", title: "Account" },
  "dashboard/agents/(list)": { at: "/dashboard/agents", title: "Agents" },
  "dashboard/agents/[agentId]": { at: "/dashboard/agents/scout", title: "Agent scout", heading: "scout" },
  "dashboard/alerts": { at: "/dashboard/alerts", title: "Alerts" },
  "dashboard/approvals": { at: "/dashboard/approvals", title: "Approvals" },
  "dashboard/audit": { at: "/dashboard/audit", title: "Audit Log", roles: ["owner", "admin", "finance"] },
  "dashboard/budgets": { at: "/dashboard/budgets", title: "Budgets" },
  "dashboard/costs": { at: "/dashboard/costs", title: "Company Costs" },
  "dashboard/costs/reconciliation": {
    at: "/dashboard/costs/reconciliation",
    title: "Reconciliation",
    roles: ["owner", "admin", "finance"],
  },
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
  "dashboard/settings/import": { at: "/dashboard/settings/import", title: "Import", roles: managers },
  "dashboard/settings/keys": { at: "/dashboard/settings/keys", title: "API Keys", roles: managers },
  "dashboard/settings/members": { at: "/dashboard/settings/members", title: "Members", roles: managers },
  "dashboard/settings/organization": { at: "/dashboard/settings/organization", title: "Organisation" },
  "dashboard/settings/prices": { at: "/dashboard/settings/prices", title: "Model Prices" },
  "dashboard/settings/webhooks": { at: "/dashboard/settings/webhooks", title: "Webhooks", roles: managers },
};

/** Pages that only lead on, and where to. */
export const forwarded: Record<string, { at: string; to: string }> = {
  "": { at: "/", to: "/dashboard" },
  "dashboard/products/[projectId]": { at: product, to: `${product}/ai-cost` },
};

/** Pages for whoever is not signed in. */
export const open: Record<string, Expected> = {
  "(auth)/accept-invitation/[id]": {
    at: ({ invitation }) => `/accept-invitation/${invitation}`,
    title: "Accept Invitation",
    heading: "Join",
  },
  "(auth)/sign-in": { at: "/sign-in", title: "Sign In" },
};

/** An organisation for which all those addresses lead somewhere: a project, an agent and a run. */
export async function organizationOfPages(): Promise<TestOrganization> {
  const of = await createTestOrganization(["web"]);
  const call = { projectId: "web", agentId: "scout", runId: "run-1", provider: "openai", model: "gpt-4.1" };
  await sendEvents(of, [{ ...call, id: "call-1", inputTokens: 10, outputTokens: 1 }]);
  return of;
}

/** The address of a page; `invitation` is the id of one that is open. */
export const addressOf = ({ at }: Expected, invitation = ""): string =>
  typeof at === "function" ? at({ invitation }) : at;
