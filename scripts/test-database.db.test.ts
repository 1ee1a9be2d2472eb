import { describe, expect, it } from "vitest";
import { pool } from "#server/db.ts";

describe("the database of a test file", () => {
  it("is migrated and empty", async () => {
    const { rows } = await pool().query("SELECT count(*)::int AS users FROM users");
    expect(rows).toEqual([{ users: 0 }]);
  });

  it("is on PostgreSQL 15 or newer", async () => {
    const { rows } = await pool().query("SELECT current_setting('server_version_num')::int AS version");
    expect(rows[0].version).toBeGreaterThanOrEqual(150_000);
  });
});
