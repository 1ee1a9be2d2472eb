-- AlterTable
ALTER TABLE "org_settings" ADD COLUMN     "entries_from" DATE,
ADD COLUMN     "retention_months" INTEGER,
ADD COLUMN     "retention_set_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "entry_purges" (
    "org_id" TEXT NOT NULL,
    "before" DATE NOT NULL,
    "calls" BIGINT NOT NULL,
    "cost_nanos" BIGINT NOT NULL,
    "deleted" BIGINT NOT NULL DEFAULT 0,
    "cursor" JSONB,
    "problem" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "entry_purges_pkey" PRIMARY KEY ("org_id","before")
);
