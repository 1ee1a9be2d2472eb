-- AlterTable
ALTER TABLE "org_settings" ADD COLUMN     "books_closed_through" DATE;

-- CreateTable
CREATE TABLE "closed_months" (
    "org_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_by" TEXT NOT NULL,

    CONSTRAINT "closed_months_pkey" PRIMARY KEY ("org_id","month")
);

-- CreateTable
CREATE TABLE "closed_figures" (
    "org_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "project_id" TEXT NOT NULL,
    "cost_nanos" BIGINT NOT NULL,
    "correction_nanos" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "calls" BIGINT NOT NULL,
    "unpriced_calls" BIGINT NOT NULL,

    CONSTRAINT "closed_figures_pkey" PRIMARY KEY ("org_id","month","project_id")
);

-- CreateTable
CREATE TABLE "corrections" (
    "org_id" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,
    "reprice_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "booked_month" DATE NOT NULL,
    "project_id" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL,
    "cost_nanos" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "calls" INTEGER NOT NULL,
    "unpriced_calls" INTEGER NOT NULL,

    CONSTRAINT "corrections_pkey" PRIMARY KEY ("org_id","transaction_id","reprice_id")
);

-- CreateTable
CREATE TABLE "correction_sums" (
    "org_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "booked_month" DATE NOT NULL,
    "project_id" TEXT NOT NULL,
    "cost_nanos" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "calls" BIGINT NOT NULL,
    "unpriced_calls" BIGINT NOT NULL,
    "corrections" BIGINT NOT NULL,

    CONSTRAINT "correction_sums_pkey" PRIMARY KEY ("org_id","month","booked_month","project_id")
);

-- CreateIndex
CREATE INDEX "corrections_org_id_booked_month_booked_at_transaction_id_re_idx" ON "corrections"("org_id", "booked_month", "booked_at" DESC, "transaction_id" DESC, "reprice_id" DESC);

-- CreateIndex
CREATE INDEX "corrections_org_id_project_id_booked_month_booked_at_transa_idx" ON "corrections"("org_id", "project_id", "booked_month", "booked_at" DESC, "transaction_id" DESC, "reprice_id" DESC);

-- CreateIndex
CREATE INDEX "correction_sums_org_id_booked_month_idx" ON "correction_sums"("org_id", "booked_month");
