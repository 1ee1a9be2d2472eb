"use client";

import { useQueryState } from "nuqs";
import { longMonth } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { BooksCard } from "./books-card.tsx";
import { correctionsUrl } from "./books-url.ts";

type MonthBooksProps = {
  /** Left out: of the organisation, where months are closed. */
  projectId?: string;
  /** Undefined for the running one. */
  month: string | undefined;
  current: string;
  canClose?: boolean;
  canReopen?: boolean;
};

/** The books of the month, where there is something to say of them: nothing of an open one without corrections in a project. */
export function MonthBooks(props: MonthBooksProps) {
  return (
    <PanelBoundary name="Books" skeleton={null} framed>
      <Books {...props} />
    </PanelBoundary>
  );
}

function Books({ projectId, month, ...may }: MonthBooksProps) {
  const { books } = useTRPC();
  const { data, freshness } = useKeptQuery(month, (of) => books.month.queryOptions({ month: of, projectId }));
  const [listed, setListed] = useQueryState("corrections", correctionsUrl.corrections);
  const isAtRest = data.state === "running" || (data.state === "open" && projectId !== undefined);
  if (isAtRest && data.bookedHere.length === 0) return null;
  return (
    <Refreshing name="Books" shown={longMonth(data.month)} {...freshness}>
      <BooksCard
        books={data}
        projectId={projectId}
        isListed={listed === "open"}
        onListedChange={(open) => setListed(open ? "open" : null)}
        {...may}
      />
    </Refreshing>
  );
}
