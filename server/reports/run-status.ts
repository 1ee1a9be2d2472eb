/** A run whose pipeline reports no status counts as running for this long after its last call. */
const silenceMs = 15 * 60_000;

/**
 * The status to show: what was reported, else `running` while calls still come in and `finished` after 15 minutes of silence.
 */
export function shownRunStatus(
  run: { status: string | null; startedAt: Date; lastEventAt: Date | null },
  now: Date,
): string {
  if (run.status) return run.status;
  const last = run.lastEventAt ?? run.startedAt;
  return now.getTime() - last.getTime() < silenceMs ? "running" : "finished";
}
