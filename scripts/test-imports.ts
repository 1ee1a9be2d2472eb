import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { type TestPerson, testPerson } from "#scripts/test-person.ts";
import { systemCtx } from "#server/access/organizations.ts";
import { createProject } from "#server/catalog/create-project.ts";
import { prisma } from "#server/db.ts";
import type { FileImportView } from "#server/ingest/uploads/file-import.ts";

/** An import as a page is told of it. */
export type ImportResult = FileImportView & { importedBefore: { calls: number; createdBy: string } | null };

/** A new organisation with the project `web`, an admin who imports files over HTTP, and what the ledger holds afterwards. */
export async function importScene(url: string) {
  const orgId = `imports-${randomUUID().slice(0, 8)}`;
  const ann = await testPerson(url, orgId, "admin");
  const ctx = await systemCtx({ orgId, by: "test", now: new Date() });
  await createProject({ ctx, input: { id: "web" } });

  const prepared = async (fileName: string, fileSize: number, options: object = {}): Promise<string> => {
    const input = { fileName, fileSize, options: { projectId: "web", ...options } };
    const { data, error } = await ann.mutate("imports.prepare", input);
    if (error) throw new Error(error.message);
    return (data as { id: string }).id;
  };
  const sent = async (id: string, phase: "check" | "book", body: BodyInit): Promise<ImportResult> => {
    const init = { method: "POST", body, duplex: "half" };
    const response = await ann.fetch(`/api/imports/${id}/${phase}`, init as RequestInit);
    const answer = await response.json();
    if (response.status !== 200) throw new Error(JSON.stringify(answer));
    return answer;
  };
  const imported = async (fileName: string, body: Buffer | string, options: object = {}) => {
    const bytes = Buffer.from(body);
    const id = await prepared(fileName, bytes.length, options);
    const checked = await sent(id, "check", bytes);
    return { id, checked, booked: await sent(id, "book", bytes) };
  };
  /** What the ledger holds of the organisation, summed up by itself. */
  const ledger = async () => {
    const entries = await prisma().creditTransaction.findMany({ where: { orgId } });
    return {
      calls: entries.length,
      costNanos: String(entries.reduce((sum, { costNanos }) => sum + (costNanos ?? 0n), 0n)),
      inputTokens: String(entries.reduce((sum, { inputTokens }) => sum + inputTokens, 0n)),
      outputTokens: String(entries.reduce((sum, { outputTokens }) => sum + outputTokens, 0n)),
      unpriced: entries.filter(({ costNanos }) => costNanos === null).length,
    };
  };
  return { ann, ctx, prepared, sent, imported, ledger };
}

/** A table of `count` calls, the nth with n input tokens, a cost of n millionths, within one November. */
export function callsTable(count: number, note = ""): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const n = 1 + i;
    const cells = [`call-${n}`, `2026-11-${String(1 + (n % 20)).padStart(2, "0")}T08:00:00Z`, "openai", "gpt-4.1"];
    return [...cells, n, n % 7, (n / 1e6).toFixed(6), ...(note ? [note] : [])].join(",");
  });
  return `id,time,provider,model,input_tokens,output_tokens,cost${note && ",note"}\n${rows.join("\n")}\n`;
}

/** 1 + 2 + … + n. */
export const sumTo = (n: number): bigint => BigInt(n * (n + 1)) / 2n;

/** An upload under way, to be written to and broken off. */
export function uploading(url: string, { cookie }: TestPerson, path: string, length: number) {
  const headers = { cookie, origin: url, "sec-fetch-site": "same-origin", "content-length": length };
  return request(`${url}${path}`, { method: "POST", headers });
}
