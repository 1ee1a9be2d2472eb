import { addAnswerExamples } from "./answer-examples.ts";
import { describeFields } from "./field-descriptions.ts";
import { nameProblems } from "./named-problems.ts";
import { restApi } from "./rest-api.ts";
import { systemRoutes } from "./routes/system.ts";

/** What the two kinds of credentials are called in the document; routes name them as `security`. */
const securitySchemes = {
  apiKey: {
    type: "http",
    scheme: "bearer",
    description: "An API key (`npm run key`), of one organisation and with the scopes it was made with.",
  },
  token: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "A member's token, together with `X-Org-ID: <organisation>`.",
  },
} as const;

/** What routes are about, by the first part of their path, in the order in which one comes to need them. */
const groups: Readonly<Record<string, [parts: string[], description: string]>> = {
  Events: [["events"], "Recording calls after they were made."],
  OpenTelemetry: [["otel"], "Recording calls from traces."],
  Reservations: [["reservations"], "Asking before a call is made, so that caps hold."],
  Budgets: [["budgets"], "Limits at every scope, and how far they are used."],
  Approvals: [["approvals"], "Calls that wait for a person."],
  Alerts: [["alerts", "budget"], "Limits that are near, reached, or projected to be passed."],
  Projects: [["projects"], "What spend is charged to."],
  Agents: [["agents"], "Who spends: usage, caps, pause and resume."],
  "Runs and Jobs": [["runs", "jobs"], "What pipelines know of their work."],
  Transactions: [["transactions"], "The ledger, charge by charge."],
  Usage: [["usage", "admin"], "Sums of it."],
  Exports: [["exports"], "Files."],
  Prices: [["prices"], "The price list, and your own prices before it."],
  Webhooks: [["webhooks", "deliveries"], "Being told of what happens, signed as Standard Webhooks."],
  "Month Close": [["months", "corrections"], "Closing the books of a month, and what comes in for it later."],
  Reconciliation: [["reconciliation", "provider-reports"], "What providers report, beside what is recorded."],
  Companies: [["companies"], "The organisation by another name, with money in cents."],
  Audit: [["audit"], "Who changed what."],
  System: [["health", "ready", "metrics"], "What monitoring asks of Purser itself, without credentials."],
};

/** The group of a path; one of its own for a path that is in none yet: better to name it above. */
function groupOf(path: string): string {
  const [, first = "", second = ""] = path.split("/");
  // By what it is about: /v1/reservations/{id} and /reservations/{id} alike.
  const part = first === "v1" ? second : first;
  const known = Object.entries(groups).find(([, [parts]]) => parts.includes(part));
  return known?.[0] ?? part.charAt(0).toUpperCase() + part.slice(1);
}

let document: object | undefined;

/** The OpenAPI 3.1 document of every REST route, made once from what requests are checked against. */
export function openapiDocument(): object {
  document ??= make();
  return document;
}

function make(): object {
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    restApi.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  }
  for (const route of systemRoutes) restApi.openAPIRegistry.registerPath(route);
  const made = restApi.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Purser",
      version: "1",
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
      description:
        "The accounts of AI agents: calls recorded and priced exactly, caps held before the money is spent. Money is US dollars as a number, with exact nano-dollars as a string beside it; times are ISO 8601 in UTC. Errors are application/problem+json (RFC 9457) with a `code`.",
    },
    servers: [{ url: "/api" }],
  });
  for (const [path, operations] of Object.entries(made.paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      operation.tags = [groupOf(path)];
      operation.operationId = operationId(method, path);
      nameProblems({ method, path, operation });
    }
  }
  const used = new Set(Object.keys(made.paths ?? {}).map(groupOf));
  made.tags = [...new Set([...Object.keys(groups), ...used])]
    .filter((name) => used.has(name))
    .map((name) => ({ name, description: groups[name]?.[1] ?? `Routes of ${name}.` }));
  const plain = JSON.parse(JSON.stringify(made), plainPattern);
  describeFields(plain);
  addAnswerExamples(plain);
  return plain;
}

/** `getV1AgentsId` of GET /v1/agents/{id}: what generated clients call it. */
function operationId(method: string, path: string): string {
  const words = path.match(/[A-Za-z0-9]+/g) ?? [];
  return [method, ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("");
}

/** A pattern is written without its flags: the generator leaves those of a regular expression behind it. */
function plainPattern(key: string, value: unknown): unknown {
  return key === "pattern" && typeof value === "string" ? value.replace(/\/[a-z]+$/, "") : value;
}
