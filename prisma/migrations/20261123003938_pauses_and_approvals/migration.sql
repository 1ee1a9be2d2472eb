-- AlterTable
ALTER TABLE "reservations" ALTER COLUMN "answer" SET DATA TYPE JSON USING "answer"::json;

-- Answers to extensions are kept as they were written.
UPDATE "reservations" SET "extensions" = (SELECT jsonb_object_agg(e.key, e.value::text) FROM jsonb_each("extensions") e)
WHERE "extensions" <> '{}';

-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "expires_at" TIMESTAMPTZ(3);
UPDATE "approvals" SET "expires_at" = "created_at" + interval '1 day';
ALTER TABLE "approvals" ALTER COLUMN "expires_at" SET NOT NULL;

-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "paused_by_scope_id" TEXT;
UPDATE "agents" a SET "paused_by_scope_id" = CASE b."scope" WHEN 'organization' THEN a."org_id"
  WHEN 'project' THEN a."project_id" WHEN 'agent_type' THEN a."agent_type" ELSE a."id" END
FROM "budgets" b WHERE b."org_id" = a."org_id" AND b."id" = a."paused_by_budget_id";
