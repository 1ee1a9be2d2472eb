-- DropIndex
DROP INDEX "budget_alerts_org_id_id_key";

-- AlterTable
ALTER TABLE "budget_alerts" DROP CONSTRAINT "budget_alerts_pkey",
ADD CONSTRAINT "budget_alerts_pkey" PRIMARY KEY ("org_id", "id");

-- RenameTable: what approvals added stays.
ALTER TABLE "budget_extras" RENAME TO "budget_windows";
ALTER TABLE "budget_windows" RENAME CONSTRAINT "budget_extras_pkey" TO "budget_windows_pkey";
ALTER TABLE "budget_windows" RENAME COLUMN "amount" TO "extra";
ALTER TABLE "budget_windows" ALTER COLUMN "extra" SET DEFAULT 0;
ALTER TABLE "budget_windows" ADD COLUMN     "reached" INTEGER NOT NULL DEFAULT 0;

-- What people were told of already, they are not told again.
INSERT INTO "budget_windows" AS w ("org_id", "budget_id", "scope_id", "window_start", "reached")
SELECT "org_id", "budget_id", "scope_id", "window_start", max("threshold") FROM "budget_alerts"
GROUP BY "org_id", "budget_id", "scope_id", "window_start"
ON CONFLICT ("org_id", "budget_id", "scope_id", "window_start") DO UPDATE SET "reached" = EXCLUDED."reached";
