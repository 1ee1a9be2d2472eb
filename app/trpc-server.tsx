import "server-only";
import {
  dehydrate,
  type FetchInfiniteQueryOptions,
  type FetchQueryOptions,
  HydrationBoundary,
} from "@tanstack/react-query";
import { TRPCError } from "@trpc/server";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { notFound } from "next/navigation";
import { cache, type ReactNode } from "react";
import { createQueryClient } from "#components/trpc/query-client.ts";
import { pageContext } from "#server/trpc/page-context.ts";
import { appRouter } from "#server/trpc/router.ts";

const getQueryClient = cache(createQueryClient);

/** Query options of every procedure, run in this process with the session of the request. */
export const trpc = createTRPCOptionsProxy({ router: appRouter, ctx: pageContext, queryClient: getQueryClient });

/** Any query: the options of two procedures have nothing else in common. */
type AnyQuery = { queryKey: readonly unknown[] };

/** Starts a query while the page renders; its panel finds it under way or done. Never throws: a failure is the panel’s to show. */
export function prefetch(query: AnyQuery): void {
  void getQueryClient().prefetchQuery(query as FetchQueryOptions);
}

/** The same for the first page of a list that goes on. */
export function prefetchPages(query: AnyQuery): void {
  void getQueryClient().prefetchInfiniteQuery(query as FetchInfiniteQueryOptions);
}

/** What a query of the page says, for its panels as well; undefined where it failed, which is theirs to show. */
export async function fetched<Answer, Key extends readonly unknown[]>(
  query: Pick<FetchQueryOptions<Answer, Error, Answer, Key>, "queryKey" | "queryFn">,
): Promise<Answer | undefined> {
  const { queryKey, queryFn } = query;
  try {
    return await getQueryClient().fetchQuery({ queryKey, queryFn, retry: false });
  } catch {
    return undefined;
  }
}

/** The same for what the page is about: where that does not exist, neither does the page. */
export async function prefetchOrNotFound(query: AnyQuery): Promise<void> {
  try {
    await getQueryClient().fetchQuery({ ...(query as FetchQueryOptions), retry: false });
  } catch (error) {
    if (error instanceof TRPCError && error.code === "NOT_FOUND") notFound();
  }
}

/** Hands the queries started on the server to the panels inside. */
export function HydrateClient({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(getQueryClient())}>{children}</HydrationBoundary>;
}
