import type { InsightSearch } from "#server/insights/queries.ts";
import { counted, formatExact, formatShare } from "#server/money/format.ts";

type CoverageProps = { search: NonNullable<InsightSearch>; found: boolean; canDismiss: boolean };

/** What the reader should know of the insights as a whole: that they overlap, and what was not looked at. */
export function Coverage({ search, found, canDismiss }: CoverageProps) {
  const { agents, agentsRead, agentsWithFewJobs, readNanos, spentNanos } = search;
  const share = formatShare(BigInt(readNanos), BigInt(spentNanos));
  const sentences = [
    found &&
      "Kinds overlap: the same call can be a retry, be uncached and use a dear model, so their amounts are not added up.",
    agentsRead < agents &&
      `Runs, caching, models and effort were looked at for the ${agentsRead} agents that cost most of ${formatExact(agents)}, ${share} of the spend.`,
    agentsWithFewJobs > 0 &&
      `${counted(agentsWithFewJobs, "agent")} had fewer than 20 jobs in 90 days, too few to say which are unusual.`,
    found && !canDismiss && "Owners, admins and finance can dismiss insights.",
  ].filter((sentence) => sentence !== false);
  if (sentences.length === 0) return null;
  return <p className="max-w-3xl text-[0.8125rem] text-ink-muted text-pretty">{sentences.join(" ")}</p>;
}
