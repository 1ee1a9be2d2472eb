import type { ApiScope } from "#server/context.ts";

/** What each scope of a key allows. */
export const scopeWords: Record<ApiScope, { label: string; may: string }> = {
  ingest: { label: "Ingest", may: "Records calls, runs and jobs. Enough for an agent that only reports." },
  reserve: { label: "Reserve", may: "Reserves spend before a call, settles and releases it, so that caps hold." },
  read: { label: "Read", may: "Reads projects, agents, budgets, runs and spend." },
  admin: {
    label: "Admin",
    may: "All of it, and changes limits, agents, projects, prices and webhooks, and decides approvals.",
  },
};

/** The shape that keys are listed in. Times are ISO 8601 UTC. */
export type ApiKeyRow = {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdBy: string | null;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
};

/** Whether a key is good at a time, or why it is not. */
export function keyState({ revokedAt, expiresAt }: ApiKeyRow, now: Date): "active" | "revoked" | "expired" {
  if (revokedAt) return "revoked";
  return expiresAt && new Date(expiresAt) <= now ? "expired" : "active";
}

/** How long a key may be good for, in days; 0: until it is revoked. */
export const lifetimes = [
  { days: 0, label: "Never" },
  { days: 30, label: "In 30 Days" },
  { days: 90, label: "In 90 Days" },
  { days: 365, label: "In a Year" },
] as const;
