import { createRestApp } from "./create-rest-app.ts";
import { agentBudget } from "./routes/agent-budget.ts";
import { agents } from "./routes/agents.ts";
import { alerts } from "./routes/alerts.ts";
import { approvals } from "./routes/approvals.ts";
import { audit } from "./routes/audit.ts";
import { budgets } from "./routes/budgets.ts";
import { companies } from "./routes/companies.ts";
import { costOptimizationMetrics } from "./routes/cost-optimization.ts";
import { events } from "./routes/events.ts";
import { exports } from "./routes/exports.ts";
import { prices } from "./routes/prices.ts";
import { projects } from "./routes/projects.ts";
import { reservations } from "./routes/reservations.ts";
import { revenue } from "./routes/revenue.ts";
import { runsAndJobs } from "./routes/runs-and-jobs.ts";
import { webhooks } from "./routes/webhooks.ts";

/** Every REST route, by its path below `/api`. A new file of routes is one line here. */
export const restApi = createRestApp();

restApi.route("/", agentBudget);
restApi.route("/", agents);
restApi.route("/", alerts);
restApi.route("/", approvals);
restApi.route("/", audit);
restApi.route("/", budgets);
restApi.route("/", companies);
restApi.route("/", costOptimizationMetrics);
restApi.route("/", events);
restApi.route("/", prices);
restApi.route("/", exports);
restApi.route("/", projects);
restApi.route("/", reservations);
restApi.route("/", revenue);
restApi.route("/", runsAndJobs);
restApi.route("/", webhooks);
