-- AlterTable
ALTER TABLE "agent_jobs" ADD COLUMN     "previous_attempt" INTEGER,
ADD COLUMN     "previous_finished_at" TIMESTAMPTZ(3),
ADD COLUMN     "previous_run_id" TEXT,
ADD COLUMN     "previous_status" TEXT;

-- AlterTable
ALTER TABLE "agent_sessions" ADD COLUMN     "previous_started_at" TIMESTAMPTZ(3);
