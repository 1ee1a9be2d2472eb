import { createCallerFactory, router } from "./init.ts";
import { agentsRouter } from "./routers/agents.ts";
import { aiCostRouter } from "./routers/ai-cost.ts";
import { alertsRouter } from "./routers/alerts.ts";
import { approvalsRouter } from "./routers/approvals.ts";
import { auditRouter } from "./routers/audit.ts";
import { booksRouter } from "./routers/books.ts";
import { budgetsRouter } from "./routers/budgets.ts";
import { companyRouter } from "./routers/company.ts";
import { demoRouter } from "./routers/demo.ts";
import { eventsRouter } from "./routers/events.ts";
import { growthRouter } from "./routers/growth.ts";
import { importsRouter } from "./routers/imports.ts";
import { insightsRouter } from "./routers/insights.ts";
import { keysRouter } from "./routers/keys.ts";
import { membersRouter } from "./routers/members.ts";
import { organizationRouter } from "./routers/organization.ts";
import { pricesRouter } from "./routers/prices.ts";
import { projectionsRouter } from "./routers/projections.ts";
import { projectsRouter } from "./routers/projects.ts";
import { reconciliationRouter } from "./routers/reconciliation.ts";
import { retentionRouter } from "./routers/retention.ts";
import { runsRouter } from "./routers/runs.ts";
import { searchRouter } from "./routers/search.ts";
import { sessionRouter } from "./routers/session.ts";
import { webhooksRouter } from "./routers/webhooks.ts";

/** Every procedure the pages call, by the domain it belongs to. A new domain is one line here. */
export const appRouter = router({
  agents: agentsRouter,
  aiCost: aiCostRouter,
  alerts: alertsRouter,
  approvals: approvalsRouter,
  audit: auditRouter,
  books: booksRouter,
  budgets: budgetsRouter,
  company: companyRouter,
  demo: demoRouter,
  events: eventsRouter,
  growth: growthRouter,
  imports: importsRouter,
  insights: insightsRouter,
  keys: keysRouter,
  members: membersRouter,
  organization: organizationRouter,
  prices: pricesRouter,
  projections: projectionsRouter,
  projects: projectsRouter,
  reconciliation: reconciliationRouter,
  retention: retentionRouter,
  runs: runsRouter,
  search: searchRouter,
  session: sessionRouter,
  webhooks: webhooksRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in process, through the same gate and error mapping: for tests. */
export const createCaller = createCallerFactory(appRouter);
