-- AlterTable
ALTER TABLE "domain_events" ADD COLUMN     "written_by" xid8 NOT NULL DEFAULT pg_current_xact_id();

-- CreateIndex
CREATE INDEX "domain_events_org_id_created_at_idx" ON "domain_events"("org_id", "created_at");
