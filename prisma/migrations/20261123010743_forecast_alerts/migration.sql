-- AlterTable
ALTER TABLE "org_settings" ADD COLUMN     "anomaly_alerts" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "forecast_alerts" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "budget_alerts" ADD COLUMN     "passes_on" DATE,
ADD COLUMN     "verdict" TEXT;
