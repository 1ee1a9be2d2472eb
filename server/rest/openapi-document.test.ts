import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { z } from "zod";
import { answerFaults } from "#scripts/test-answer.ts";
import { approvalDecisionInput } from "#server/alerts/decide-approval.ts";
import { createWebhookInput, updateWebhookInput } from "#server/alerts/webhook-endpoints.ts";
import { agentLimitsInput } from "#server/budgets/agent-limits.ts";
import { budgetInput } from "#server/budgets/budget-input.ts";
import { monthlyCentsInput } from "#server/budgets/monthly-cents.ts";
import { createProjectInput } from "#server/catalog/create-project.ts";
import { pauseInput } from "#server/catalog/pause-agent.ts";
import { registerAgentInput, updateAgentInput } from "#server/catalog/register-agent.ts";
import { registerJobInput } from "#server/catalog/register-job.ts";
import { registerRunInput } from "#server/catalog/register-run.ts";
import { updateProjectInput } from "#server/catalog/update-project.ts";
import { extendInput } from "#server/enforcement/extend.ts";
import { reserveInput } from "#server/enforcement/reserve-input.ts";
import { costEventInput } from "#server/ingest/cost-event.ts";
import { event } from "#server/ingest/event.ts";
import { traceRequest } from "#server/ingest/otlp/decode-json.ts";
import { priceInput } from "#server/pricing/price-input.ts";
import { setRevenueInput } from "#server/revenue/set-revenue.ts";
import { openapiDocument } from "./openapi-document.ts";
import { openapiModel } from "./openapi-model.ts";

const media = z.object({
  schema: z.unknown().optional(),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.object({ value: z.unknown() })).optional(),
});
const operation = z.object({
  summary: z.string(),
  security: z.array(z.record(z.string(), z.unknown())),
  tags: z.array(z.string()).length(1),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  requestBody: z.object({ content: z.record(z.string(), media) }).optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string(), content: z.record(z.string(), media).optional() }),
  ),
});
const text = JSON.stringify(openapiDocument());
const document = z
  .object({
    openapi: z.literal("3.1.0"),
    paths: z.record(z.string(), z.record(z.string(), operation)),
    components: z.object({
      schemas: z.record(z.string(), z.unknown()),
      securitySchemes: z.record(z.string(), z.unknown()),
    }),
  })
  .parse(JSON.parse(text));
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ path, method, ...described })),
);

test("what is named is there: schemas, credentials and the parameters of each path", () => {
  for (const [, name = ""] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
    expect(Object.keys(document.components.schemas)).toContain(name);
  }
  for (const { path, parameters, security } of operations) {
    const inPath = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
    expect(inPath, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    for (const scheme of security.flatMap(Object.keys))
      expect(document.components.securitySchemes).toHaveProperty(scheme);
  }
});

test("every error is a problem (of OTLP: its own status), and a refusal by a cap says more", () => {
  for (const { path, method, responses } of operations) {
    for (const [status, { content }] of Object.entries(responses)) {
      if (/^2/.test(status)) continue;
      const types = path.startsWith("/otel/")
        ? ["application/json", "application/x-protobuf"]
        : ["application/problem+json"];
      expect(Object.keys(content ?? {}), `${method} ${path} ${status}`).toEqual(types);
    }
  }
  const refusing = operations.filter(({ responses }) => responses[402]).map(({ path }) => path);
  expect(refusing).toEqual(["/v1/reservations", "/v1/reservations/{id}/extend"]);
});

test("every answer has an example, which its own schema takes", () => {
  for (const operation of openapiModel().operations) {
    for (const [status, { content = {} }] of Object.entries(operation.responses)) {
      for (const [type, { example }] of Object.entries(content)) {
        if (!status.startsWith("2") || type === "application/x-protobuf") continue;
        const place = `${operation.method} ${operation.path} ${status}`;
        expect(example, place).toBeDefined();
        expect([place, answerFaults(operation, status, type, example)]).toEqual([place, null]);
        expect(JSON.stringify(example), place).not.toContain('…"');
      }
    }
  }
});

test("the errors that follow from how a route is made are named", () => {
  const statuses = (method: string, path: string) =>
    Object.keys(operations.find((one) => one.method === method && one.path === path)?.responses ?? {}).join(" ");
  expect(statuses("get", "/v1/projects/{id}")).toBe("200 400 401 403 404 429 default");
  expect(statuses("post", "/v1/events")).toBe("200 400 401 403 413 415 429 default");
  expect(statuses("post", "/v1/agents")).toBe("201 400 401 403 409 413 415 429 default");
  expect(statuses("get", "/health")).toBe("200");
  expect(statuses("get", "/ready")).toBe("200 429 503");
  // Without credentials: what monitoring asks, and nothing else.
  expect(operations.filter(({ security }) => security.length === 0).map(({ path }) => path)).toEqual([
    "/health",
    "/ready",
    "/metrics",
  ]);
});

test("patterns are ones that ids and texts fit", () => {
  const patterns = [...text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
    ([, quoted = ""]) => JSON.parse(quoted) as string,
  );
  expect(patterns.length).toBeGreaterThan(0);
  for (const pattern of new Set(patterns)) expect(pattern.endsWith("$")).toBe(true);
});

test("every body has examples, which are taken as they stand", () => {
  const schemas: Record<string, z.ZodType> = {
    "/v1/events": z.object({ events: z.array(event) }),
    "/otel/v1/traces": traceRequest,
    "/v1/runs/{id}": registerRunInput.omit({ id: true }),
    "/v1/jobs/{id}": registerJobInput.omit({ id: true }),
    "/v1/projects": createProjectInput,
    "/v1/projects/{id}": updateProjectInput,
    "/v1/agents": registerAgentInput,
    "/v1/agents/{id}": updateAgentInput,
    "/v1/agents/{id}/pause": pauseInput,
    "/v1/agents/{id}/resume": pauseInput,
    "/v1/webhooks": createWebhookInput,
    "/agents/{id}/budget": agentLimitsInput,
    "/agents/{id}": monthlyCentsInput,
    "/companies/{companyId}": monthlyCentsInput,
    "/companies/{companyId}/cost-events": costEventInput,
    "/v1/reservations": reserveInput,
    "/v1/reservations/{id}/settle": z.object({
      event: z.preprocess((e) => ({ projectId: "p", agentId: "a", ...(e as object) }), event),
    }),
    "/v1/reservations/{id}/extend": extendInput,
    "/v1/budgets/{id}": z.preprocess((budget) => ({ id: "b", ...(budget as object) }), budgetInput),
    "/v1/approvals/{id}/decision": approvalDecisionInput,
    "/v1/projects/{id}/revenue": setRevenueInput.omit({ projectId: true }),
    "/v1/prices": priceInput,
    "/v1/webhooks/{id}": updateWebhookInput,
  };
  for (const { path, requestBody } of operations) {
    const examples = requestBody?.content["application/json"]?.examples;
    if (!requestBody) continue;
    for (const { value } of Object.values(examples ?? {}))
      expect(schemas[path]?.safeParse(value).error, path).toBeUndefined();
    delete schemas[path];
  }
  expect(Object.keys(schemas)).toEqual([]);
});

test("a linter of OpenAPI has nothing to say", async () => {
  const config = await createConfig({ extends: ["recommended"] });
  const found = await lintFromString({ source: text, absoluteRef: "openapi.json", config });
  // Asking whether a process lives has no wrong way.
  const wanted = found.filter(
    ({ ruleId, location }) => ruleId !== "operation-4xx-response" || !location[0]?.pointer?.includes("~1health"),
  );
  expect(wanted.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([]);
});
