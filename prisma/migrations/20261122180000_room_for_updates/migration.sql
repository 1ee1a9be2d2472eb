-- Rows that nearly every ingest updates: with room on their page, an update touches no index (PostgreSQL's HOT).
ALTER TABLE "usage_counters" SET (fillfactor = 50);
ALTER TABLE "usage_daily" SET (fillfactor = 60);
ALTER TABLE "job_daily" SET (fillfactor = 50);
ALTER TABLE "agents" SET (fillfactor = 50);
ALTER TABLE "projects" SET (fillfactor = 50);
