-- CreateTable
CREATE TABLE "usage_hourly" (
    "org_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "cost_nanos" BIGINT NOT NULL,
    "calls" BIGINT NOT NULL,
    "unpriced_calls" BIGINT NOT NULL,

    CONSTRAINT "usage_hourly_pkey" PRIMARY KEY ("org_id","project_id","hour")
);

-- Nearly every ingest updates the rows of this hour: with room on their page, that touches no index (PostgreSQL's HOT).
ALTER TABLE "usage_hourly" SET (fillfactor = 50);

-- What the ledger holds already.
INSERT INTO "usage_hourly" ("org_id", "project_id", "hour", "cost_nanos", "calls", "unpriced_calls")
SELECT t."org_id", p."id", date_trunc('hour', t."occurred_at", 'UTC'), COALESCE(sum(t."cost_nanos"), 0), count(*),
  count(*) FILTER (WHERE t."cost_nanos" IS NULL)
FROM "credit_transactions" t CROSS JOIN LATERAL (VALUES (t."project_id"), ('')) AS p ("id")
GROUP BY 1, 2, 3;
