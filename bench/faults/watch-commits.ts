import type { Client } from "pg";

/**
 * Looks at every cap at every commit: a trigger that runs when a transaction that changed counters ends, and notes, with that
 * commit, each cap that is passed. (A second connection that looks now and then would miss what is passed for a moment.)
 */
export async function watchCommits(client: Client): Promise<void> {
  await client.query(`
    CREATE TABLE passed_caps (org_id text, budget_id text, scope_id text, used bigint, "limit" bigint);
    CREATE FUNCTION note_passed_caps() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO passed_caps
      SELECT b.org_id, b.id, c.scope_id, c.spent_nanos + c.reserved_nanos, b."limit"
      FROM usage_counters c
      JOIN budgets b ON b.org_id = c.org_id AND b.scope = c.scope AND b."window" = c."window"
        AND (b.scope_id = '' OR b.scope_id = c.scope_id)
      WHERE c.org_id = NEW.org_id AND c.scope = NEW.scope AND c.project_id = NEW.project_id AND c.scope_id = NEW.scope_id
        AND c."window" = NEW."window" AND c.window_start = NEW.window_start
        AND (b.scope <> 'pipeline_run' OR EXISTS (
          SELECT FROM pipeline_runs r WHERE r.org_id = c.org_id AND r.id = c.scope_id AND r.project_id = b.project_id))
        AND 'block' = ANY (b.on_exceeded) AND c.spent_nanos + c.reserved_nanos > b."limit";
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER passed_caps AFTER INSERT OR UPDATE ON usage_counters
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_passed_caps();`);
}
