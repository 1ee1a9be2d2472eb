import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { testPerson } from "#scripts/test-person.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";

let api: TestApi;
let acme: Ctx;

beforeAll(async () => {
  api = await testApi();
  acme = await testOrganization({ projects: ["web", "shop"] });
});
afterAll(() => api.close());

const call: TestApi["call"] = (...request) => api.call(...request);
const json = { "content-type": "application/json" };
const create = (key: string, body: unknown) =>
  call("/v1/projects", { method: "POST", key, headers: json, body: JSON.stringify(body) });

describe("every error has the same shape", () => {
  const problem = (status: number, code: string) => ({
    status,
    body: { type: "about:blank", status, code, title: expect.any(String), detail: expect.any(String) },
  });

  test("what is not there, and what is there with another method", async () => {
    expect(await call("/v1/nothing")).toMatchObject(problem(404, "not_found"));
    const wrong = await call("/v1/projects", { method: "DELETE" });
    expect(wrong).toMatchObject(problem(405, "method_not_allowed"));
    expect(wrong.headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
    expect(await call("/auth/nothing")).toMatchObject(problem(404, "not_found"));
    for (const path of ["/trpc/session.current", "/auth/get-session", "/health", "/ready", "/v1/runs/r1"]) {
      expect(await call(path, { method: "DELETE" })).toMatchObject(problem(405, "method_not_allowed"));
    }
    for (const path of ["", "/", "/v1", "/v1/projects/web/x", "/v2/projects"]) {
      expect(await call(path)).toMatchObject(problem(404, "not_found"));
    }
  });

  test("OPTIONS says what a path takes, HEAD answers without a body, a slash at the end changes nothing", async () => {
    const key = await testKey(acme, "read");
    const options = await call("/v1/runs/r1", { method: "OPTIONS" });
    expect(options).toMatchObject({ status: 204, text: "" });
    expect(options.headers.get("allow")).toBe("OPTIONS, PUT");
    expect(await call("/v1/projects", { method: "HEAD", key })).toMatchObject({ status: 200, text: "" });
    expect(await call("/health", { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
    expect((await call("/v1/projects/", { key })).body.data.length).toBeGreaterThan(0);
    expect(await call("/health/?probe=1")).toMatchObject({ status: 200, body: { status: "ok" } });
  });

  test("bodies that cannot be read", async () => {
    const key = await testKey(acme, "admin");
    const post = (body: BodyInit, type: string) =>
      call("/v1/projects", { method: "POST", key, headers: { "content-type": type }, body });
    expect(await post('{"id": "a"', "application/json")).toMatchObject(problem(400, "bad_request"));
    expect(await post("", "application/json")).toMatchObject(problem(400, "bad_request"));
    expect(await post("id=a", "application/x-www-form-urlencoded")).toMatchObject(
      problem(415, "unsupported_media_type"),
    );
    expect(await post("<id/>", "text/xml")).toMatchObject(problem(415, "unsupported_media_type"));
    const large = JSON.stringify({ id: "a", name: "x".repeat(10_000_001) });
    expect(await post(large, "application/json")).toMatchObject(problem(413, "payload_too_large"));
    const counted = new Blob([large]).stream();
    const chunked = { method: "POST", key, headers: json, body: counted, duplex: "half" as const };
    expect(await call("/v1/projects", chunked)).toMatchObject(problem(413, "payload_too_large"));
    expect(await prisma().project.count({ where: { orgId: acme.orgId, id: "a" } })).toBe(0);
  });

  test("input names each field that is wrong and what it should be", async () => {
    const { body } = await create(await testKey(acme, "admin"), { id: "with space", name: "", colour: "red" });
    expect(body).toMatchObject({ status: 400, code: "validation_failed" });
    expect(body.errors).toEqual(
      expect.arrayContaining([
        { path: "id", message: expect.stringContaining("without spaces") },
        { path: "name", message: expect.stringContaining("not be empty") },
        { path: "colour", message: "is not a known field (there are: id, name)" },
      ]),
    );
  });

  test("procedures say which field, in words", async () => {
    const owner = await testPerson(api.url, "fields-org", "owner");
    const { error } = await owner.query("aiCost.getDailySpend", { projectId: "web", range: "3d" });
    expect(error?.data).toMatchObject({ httpStatus: 400, appCode: "validation_failed", fields: [{ path: "range" }] });
    expect(error?.message).toBe("range: must be one of 7d, 14d, 30d, 90d");
    expect(error?.data).not.toHaveProperty("stack");
    expect((await owner.query("aiCost.getDailySpend")).error?.message).toBe("input: is required");
    expect((await owner.query("aiCost.getDailySpend", {})).error?.message).toBe(
      "projectId: is required; range: is required",
    );
    const limit = await owner.mutate("aiCost.setBudgetLimit", { projectId: "web", limitDollars: "7" });
    expect(limit.error?.message).toBe("limitDollars: must be a number");
    const unreadable = await owner.fetch("/api/trpc/aiCost.getDailySpend?input=%7Bbad");
    expect(unreadable.status).toBe(400);
    expect((await unreadable.json()).error.message).toBe("The input is not valid JSON.");
    const form = { method: "POST", headers: { "content-type": "text/plain" }, body: "a=b" };
    const plain = await owner.fetch("/api/trpc/aiCost.setBudgetLimit", form);
    expect([plain.status, plain.headers.get("content-type")]).toEqual([415, "application/json"]);
    const nothing = await owner.query("aiCost.getNothing");
    expect(nothing.error).toMatchObject({ message: "There is no procedure of this name.", data: { httpStatus: 404 } });
  });

  test("U+0000, which no text column holds, is bad input wherever it comes", async () => {
    const owner = await testPerson(api.url, "nul-org", "owner");
    for (const query of ["aiCost.getMonthlySummary", "aiCost.getRecentTransactions", "growth.getMonthlyGrowth"]) {
      const { error } = await owner.query(query, { projectId: "we\0b" });
      expect(error?.data).toMatchObject({ httpStatus: 400, appCode: "validation_failed" });
    }
    const rename = { method: "POST", headers: json, body: JSON.stringify({ name: "a\0b" }) };
    expect((await owner.fetch("/api/auth/account/rename", rename)).status).toBe(400);
    expect((await owner.fetch("/api/auth/magic-link/verify?token=%00")).status).toBe(400);
  });

  test("Better Auth's own refusals read like the others", async () => {
    const signIn = (body: string) => call("/auth/sign-in/email", { method: "POST", headers: json, body });
    expect((await signIn('{"email":7}')).body).toMatchObject({
      code: "validation_failed",
      detail: "email: must be a text; password: is required",
    });
    const zipped = { method: "POST", headers: { ...json, "content-encoding": "gzip" }, body: "x" };
    expect(await call("/auth/sign-in/email", zipped)).toMatchObject(problem(415, "unsupported_media_type"));
    expect(await call("/trpc/aiCost.setBudgetLimit", zipped)).toMatchObject(problem(415, "unsupported_media_type"));
  });

  test("the request id is the caller's if it is fit, and in the answer either way", async () => {
    const given = await call("/v1/nothing", { headers: { "x-request-id": "trace-0123456789" } });
    expect(given.headers.get("x-request-id")).toBe("trace-0123456789");
    expect(given.body.requestId).toBe("trace-0123456789");
    const unfit = await call("/v1/nothing", { headers: { "x-request-id": 'a"b c' } });
    expect(unfit.headers.get("x-request-id")).toBe(unfit.body.requestId);
    expect(unfit.body.requestId).not.toContain('"');
  });

  test("other sites' pages are not invited", async () => {
    const { headers } = await call("/v1/projects", {
      method: "OPTIONS",
      headers: { origin: "https://elsewhere.example", "access-control-request-method": "POST" },
    });
    expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});
