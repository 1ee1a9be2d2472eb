-- CreateTable
CREATE TABLE "file_imports" (
    "org_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_size" BIGINT NOT NULL,
    "project_id" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "bytes_read" BIGINT NOT NULL DEFAULT 0,
    "content_hash" TEXT,
    "format" TEXT,
    "checked" JSONB,
    "booked" JSONB,
    "earlier_calls" INTEGER NOT NULL DEFAULT 0,
    "earlier_nanos" BIGINT NOT NULL DEFAULT 0,
    "refused_lines" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "file_imports_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "file_import_refusals" (
    "org_id" TEXT NOT NULL,
    "import_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "file_import_refusals_pkey" PRIMARY KEY ("org_id","import_id","seq")
);

-- CreateIndex
CREATE INDEX "file_imports_org_id_content_hash_idx" ON "file_imports"("org_id", "content_hash");
