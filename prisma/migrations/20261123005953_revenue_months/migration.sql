-- CreateTable
CREATE TABLE "revenue_months" (
    "org_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "revenue_nanos" BIGINT,
    "units" BIGINT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "revenue_months_pkey" PRIMARY KEY ("org_id","project_id","month")
);
