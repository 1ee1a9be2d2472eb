import type { Ctx, OrgId } from "#server/context.ts";
import { toDollars } from "#server/money/amount.ts";
import type { EstimateView } from "#server/projections/forecast.ts";
import { crossProjectSummary } from "./cross-project-summary.ts";
import { costOf } from "./figures.ts";
import type { MonthForecast } from "./month-forecast.ts";

type OwnOrganization = { id: OrgId; name: string };
type Total = Awaited<ReturnType<typeof crossProjectSummary>>["total"];

/**
 * The current month (UTC) of every project of a person: those of the organisation worked in first, then of the others
 * (`organizations`, as the session read them), each named with its organisation, since two may call a project alike; the
 * total of each organisation, and of all.
 */
export async function ownProjectsSummary({ ctx, organizations }: { ctx: Ctx; organizations: OwnOrganization[] }) {
  const here = organizations.find(({ id }) => id === ctx.orgId) ?? { id: ctx.orgId, name: ctx.orgId };
  const own = [here, ...organizations.filter(({ id }) => id !== ctx.orgId)];
  const [first, ...others] = await Promise.all(
    own.map(async ({ id, name }) => {
      const { projects, total, ...period } = await crossProjectSummary({ ctx: { ...ctx, orgId: id } });
      const of = { organizationId: id, organizationName: name };
      return { period, projects: projects.map((project) => ({ ...of, ...project })), total: { ...of, ...total } };
    }),
  );
  if (!first) throw new Error("There is always the organisation worked in.");
  const all = [first, ...others];
  return {
    ...first.period,
    projects: all.flatMap(({ projects }) => projects),
    organizations: all.map(({ total }) => total),
    total: all.map(({ total: { organizationId: _, organizationName: __, ...total } }): Total => total).reduce(added),
  };
}

function added(a: Total, b: Total): Total {
  return {
    ...costOf(BigInt(a.costNanos) + BigInt(b.costNanos)),
    totalTokens: a.totalTokens + b.totalTokens,
    jobCount: a.jobCount + b.jobCount,
    unpricedCalls: a.unpricedCalls + b.unpricedCalls,
    forecast: spendsNothing(a) ? b.forecast : spendsNothing(b) ? a.forecast : addedForecasts(a.forecast, b.forecast),
  };
}

/** An organisation that has no calls yet adds nothing to what is projected. */
const spendsNothing = ({ costNanos, forecast }: Total) => costNanos === "0" && !forecast?.daysOfData;

/** Known where both are. The range is as wide as if both erred together. */
function addedForecasts(a: MonthForecast | null, b: MonthForecast | null): MonthForecast | null {
  if (!a || !b) return null;
  const daysOfData = Math.min(a.daysOfData, b.daysOfData);
  return { daysOfData, daysNeeded: a.daysNeeded, month: a.month && b.month && addedEstimates(a.month, b.month) };
}

function addedEstimates(a: EstimateView, b: EstimateView): EstimateView {
  const [spent, projected, low, high] = (["spentNanos", "projectedNanos", "lowNanos", "highNanos"] as const).map(
    (of) => BigInt(a[of]) + BigInt(b[of]),
  ) as [bigint, bigint, bigint, bigint];
  return {
    ...{ spent: toDollars(spent), spentNanos: `${spent}` },
    ...{ projected: toDollars(projected), projectedNanos: `${projected}` },
    ...{ low: toDollars(low), lowNanos: `${low}`, high: toDollars(high), highNanos: `${high}` },
  };
}
