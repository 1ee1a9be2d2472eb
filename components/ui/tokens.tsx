import { formatExact, formatTokens } from "#server/money/format.ts";

/** A token count, short, with the exact one in its tooltip. */
export function Tokens({ count }: { count: number | bigint }) {
  return <span title={formatExact(count)}>{formatTokens(count)}</span>;
}
