import { useQuery } from "@tanstack/react-query";
import { createSerializer, useQueryStates } from "nuqs";
import { productHref } from "#components/shell/product-path.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { aiCostUrl } from "./ai-cost-url.ts";

const none: readonly string[] = [];
const serialize = createSerializer(aiCostUrl);

/** The months of a project that have calls, oldest first; none while they are not known. */
export function useSpendMonths(projectId: string): readonly string[] {
  return useQuery(useTRPC().aiCost.getSpendMonths.queryOptions({ projectId })).data ?? none;
}

/** Whether it is known that a project never had a call. */
export function useNeverCalled(projectId: string): boolean {
  return useQuery(useTRPC().aiCost.getSpendMonths.queryOptions({ projectId })).data?.length === 0;
}

/** Addresses of the page as it is now, in another month. */
export function useMonthHref(projectId: string): (month: string) => string {
  const [url] = useQueryStates(aiCostUrl);
  return (month) => serialize(productHref(projectId, "ai-cost"), { ...url, month });
}
