-- AlterTable
ALTER TABLE "budgets" ADD COLUMN     "allow_unpriced" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "trigger" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "budget_alerts" DROP CONSTRAINT "budget_alerts_pkey",
ADD COLUMN     "project_id" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "threshold" INTEGER NOT NULL,
ALTER COLUMN "window_start" SET DATA TYPE DATE,
ADD CONSTRAINT "budget_alerts_pkey" PRIMARY KEY ("org_id", "budget_id", "scope_id", "window_start", "level", "limit");

-- AlterTable
ALTER TABLE "reservations" DROP COLUMN "scopes",
ADD COLUMN     "approval_id" TEXT,
ADD COLUMN     "extensions" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "late" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "settled_nanos" BIGINT,
ADD COLUMN     "settled_tokens" BIGINT,
ADD COLUMN     "transaction_id" TEXT,
ALTER COLUMN "answer" SET NOT NULL;

-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "paused_by_budget_id" TEXT,
ADD COLUMN     "paused_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "budget_extras" (
    "org_id" TEXT NOT NULL,
    "budget_id" TEXT NOT NULL,
    "scope_id" TEXT NOT NULL,
    "window_start" DATE NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "budget_extras_pkey" PRIMARY KEY ("org_id","budget_id","scope_id","window_start")
);
