-- CreateTable
CREATE TABLE "insights" (
    "org_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "amount_nanos" BIGINT NOT NULL,
    "spent_nanos" BIGINT NOT NULL,
    "unpriced_calls" INTEGER NOT NULL DEFAULT 0,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "evidence" JSONB NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "open" BOOLEAN NOT NULL DEFAULT true,
    "dismissed_at" TIMESTAMPTZ(3),
    "dismissed_by" TEXT,
    "dismissed_nanos" BIGINT,
    "dismissed_fingerprint" TEXT,

    CONSTRAINT "insights_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "insight_searches" (
    "org_id" TEXT NOT NULL,
    "searched_at" TIMESTAMPTZ(3) NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "spent_nanos" BIGINT NOT NULL,
    "read_nanos" BIGINT NOT NULL,
    "agents" INTEGER NOT NULL,
    "agents_read" INTEGER NOT NULL,
    "agents_with_few_jobs" INTEGER NOT NULL,

    CONSTRAINT "insight_searches_pkey" PRIMARY KEY ("org_id")
);
