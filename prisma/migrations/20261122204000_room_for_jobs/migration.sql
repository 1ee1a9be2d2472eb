-- A job is updated by each of its calls and a run by each of its jobs' calls, soon after they were made: with room on
-- their page, such an update touches no index (PostgreSQL's HOT).
ALTER TABLE "agent_jobs" SET (fillfactor = 60);
ALTER TABLE "pipeline_runs" SET (fillfactor = 50);
