-- AlterTable
ALTER TABLE "corrections" ADD COLUMN     "before_cost_source" TEXT,
ADD COLUMN     "before_price_id" TEXT;

-- CreateTable
CREATE TABLE "retired_prices" (
    "org_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "id" TEXT NOT NULL,
    "input" BIGINT NOT NULL,
    "output" BIGINT NOT NULL,
    "cache_read" BIGINT,
    "cache_write" BIGINT,
    "cache_write_1h" BIGINT,
    "tiers" JSONB NOT NULL DEFAULT '[]',
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT,
    "retired_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retired_prices_pkey" PRIMARY KEY ("org_id","id")
);
