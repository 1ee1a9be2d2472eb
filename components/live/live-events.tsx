"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { whenIdle } from "#components/ui/when-idle.ts";

/**
 * Keeps the page told of what happens: badges and lists follow, and new alerts and approvals are said in a toast. Its code
 * comes when the page is done. `audience` is who reads where: tabs of the same share one connection.
 */
export function LiveEvents({ audience }: { audience: string }) {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const router = useRouter();
  useEffect(() => {
    let stop = () => {};
    let gone = false;
    const cancel = whenIdle(async () => {
      const { followEvents } = await import("./follow-events.ts");
      const open = (path: string) => router.push(path);
      const lists = [trpc.alerts, trpc.approvals, trpc.agents, trpc.budgets];
      if (!gone) stop = followEvents({ audience, queryClient, lists, open });
    });
    return () => {
      gone = true;
      cancel();
      stop();
    };
  }, [audience, queryClient, trpc, router]);
  return null;
}
