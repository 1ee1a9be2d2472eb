-- AlterTable
ALTER TABLE "org_settings" ADD COLUMN     "past_version" BIGINT NOT NULL DEFAULT 0;
