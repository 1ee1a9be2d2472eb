import { expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { pool } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { type CallCursor, nextCalls } from "./recorded-calls.ts";

const now = new Date("2026-11-22T12:00:00Z");
const model = { provider: "in-house", model: "house-7b" };

test("batches of any size lead through every call once and end, also where an agent's day has more than one of them holds", async () => {
  const ctx = await testOrganization({ projects: ["web"], now });
  const of = (agentId: string, count: number, day: string, name = model.model) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${day}.${agentId}.${name}.${i}`,
      occurredAt: `${day}T0${i % 3}:00:00Z`,
      projectId: "web",
      agentId,
      provider: model.provider,
      model: name,
      inputTokens: 10,
      outputTokens: 0,
      ...(i % 2 === 1 && { cost: 0.01 }),
    }));
  const events = [
    ...of("a", 5, "2026-11-20"),
    ...of("b", 1, "2026-11-20"),
    ...of("c", 7, "2026-11-20"),
    ...of("c", 3, "2026-11-20", "another"),
    ...of("a", 4, "2026-11-21"),
  ];
  expect(await recordEvents({ ctx, events })).toMatchObject({ accepted: events.length });
  const wanted = events.filter((event) => event.model === model.model);

  for (const sources of [["unpriced"], ["reported"], ["unpriced", "priced", "reported"]] as const) {
    const expected = wanted.filter((event) =>
      sources.some((source) => source === ("cost" in event ? "reported" : "unpriced")),
    );
    for (const limit of [1, 2, 3, 5, 100]) {
      const seen: string[] = [];
      let cursor: CallCursor | null = null;
      for (let batch = 0; batch < 60; batch++) {
        const next = await nextCalls(
          pool(),
          ctx,
          { models: [model], from: new Date(0), to: null, sources },
          cursor,
          limit,
        );
        expect(next.calls.length).toBeLessThanOrEqual(limit);
        seen.push(...next.calls.map(({ id }) => id));
        cursor = next.cursor;
        if (cursor === null) break;
      }
      expect(cursor, `${sources.join()} by ${limit}`).toBeNull();
      expect(seen.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
    }
  }
});
