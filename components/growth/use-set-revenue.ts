import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { showToast } from "#components/ui/toast.tsx";
import { counted } from "#server/money/format.ts";

/** What is set of a month: dollars as an exact decimal, units; null takes it back, what is left out stays. */
export type RevenueChange = { month: string; revenue?: string | null; units?: number | null };

/** Sets the revenue of a product, says so, and asks for the figures of the page again. Throws why it was not set. */
export function useSetRevenue(projectId: string): (months: RevenueChange[]) => Promise<void> {
  const { growth } = useTRPC();
  const queryClient = useQueryClient();
  const { mutateAsync } = useMutation(growth.setRevenue.mutationOptions());
  return async (months) => {
    await mutateAsync({ projectId, months });
    await queryClient.invalidateQueries(growth.pathFilter());
    showToast({ kind: "success", text: `Revenue of ${counted(months.length, "month")} saved.` });
  };
}

/** Why nothing was set. Without an answer nobody knows whether it was. */
export function revenueFailure(error: unknown): string {
  const answered = Boolean((error as { data?: unknown } | null)?.data);
  if (answered && error instanceof Error) return `Nothing was saved. ${error.message}`;
  return "Purser did not answer, so the revenue may not have been saved. Check that it is running and try again.";
}
