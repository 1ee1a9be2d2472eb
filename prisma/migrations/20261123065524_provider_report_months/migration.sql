-- CreateIndex
CREATE INDEX "provider_report_buckets_org_id_bucket_start_idx" ON "provider_report_buckets"("org_id", "bucket_start");

-- CreateIndex
CREATE INDEX "provider_report_lines_org_id_bucket_start_idx" ON "provider_report_lines"("org_id", "bucket_start");
