-- CreateTable
CREATE TABLE "reprices" (
    "org_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "models" JSONB NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3),
    "include" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "cursor" JSONB,
    "total" INTEGER NOT NULL,
    "looked" INTEGER NOT NULL DEFAULT 0,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "unpriced_calls" INTEGER NOT NULL DEFAULT 0,
    "before_nanos" BIGINT NOT NULL DEFAULT 0,
    "after_nanos" BIGINT NOT NULL DEFAULT 0,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "reprices_pkey" PRIMARY KEY ("org_id","id")
);
