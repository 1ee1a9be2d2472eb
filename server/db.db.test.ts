import { expect, test } from "vitest";
import { pool, transaction } from "./db.ts";
import { toAppError } from "./errors.ts";

test("a connection that is lost between two statements fails its transaction, and nothing else", async () => {
  const cut = transaction(async (client) => {
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    const gone = new Promise((resolve) => client.once("end", resolve));
    await pool().query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
    await gone;
    await client.query("SELECT 1");
  });
  expect(toAppError(await cut.catch((error: unknown) => error))).toMatchObject({ code: "unavailable" });
  const { rows } = await transaction((client) => client.query("SELECT 1 AS one"));
  expect(rows).toEqual([{ one: 1 }]);
});
