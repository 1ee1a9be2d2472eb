"use client";

import { LockKeyhole, LockKeyholeOpen } from "lucide-react";
import Link from "next/link";
import { lazy, Suspense, useId, useRef, useState } from "react";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { companyHref } from "#components/company/company-url.ts";
import { longMonth, momentText } from "#components/dates/moment-text.ts";
import { productHref } from "#components/shell/product-path.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { spendText } from "#server/money/spend-text.ts";
import { BookLine } from "./book-line.tsx";
import { correctedText, countText } from "./book-words.ts";
import type { MonthBooksData } from "./books-data.ts";
import { correctionsHref } from "./books-url.ts";

const load = { close: () => import("./close-month-dialog.tsx"), reopen: () => import("./reopen-month-dialog.tsx") };
const CloseMonthDialog = lazy(async () => ({ default: (await load.close()).CloseMonthDialog }));
const ReopenMonthDialog = lazy(async () => ({ default: (await load.reopen()).ReopenMonthDialog }));
const CorrectionsPanel = lazy(async () => ({ default: (await import("./corrections-panel.tsx")).CorrectionsPanel }));

type BooksCardProps = {
  books: MonthBooksData;
  projectId: string | undefined;
  /** The running month. */
  current: string;
  canClose?: boolean | undefined;
  canReopen?: boolean | undefined;
  isListed: boolean;
  onListedChange: (open: boolean) => void;
};

/** The books of a month as a statement: its calls, what is corrected in it, what it comes to, and what is booked elsewhere. */
export function BooksCard({
  books,
  projectId,
  current,
  canClose,
  canReopen,
  isListed,
  onListedChange,
}: BooksCardProps) {
  const { month, state, closed } = books;
  const id = useId();
  const heading = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLElement>(null);
  const [dialog, setDialog] = useState<{ kind: "close" | "reopen"; open: boolean }>();
  const name = longMonth(month);
  const isLast = closed !== null && month === books.closedThrough;
  const act =
    projectId !== undefined ? null : state === "open" && canClose ? "close" : isLast && canReopen ? "reopen" : null;
  const shared = {
    month,
    open: dialog?.open ?? false,
    onOpenChange: (open: boolean) => setDialog((was) => was && { ...was, open }),
    returnFocusTo: trigger,
    // Its button is gone once it is done.
    onDone: () => {
      trigger.current = heading.current;
      setDialog((was) => was && { ...was, open: false });
    },
  };
  return (
    <Card aria-labelledby={id} className="overflow-hidden pb-4">
      <div ref={heading} tabIndex={-1} className="outline-none">
        <CardHeader
          id={id}
          title="Books"
          scope={
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <State state={state} /> {stateText(books)}
            </span>
          }
        >
          {act && (
            <Button
              onPointerEnter={load[act]}
              onFocus={load[act]}
              onClick={(event) => {
                trigger.current = event.currentTarget;
                setDialog({ kind: act, open: true });
              }}
            >
              {act === "close" ? "Close Month…" : "Reopen Month…"}
            </Button>
          )}
        </CardHeader>
      </div>
      <dl className="mt-3 px-4 sm:px-5">
        {books.bookedHere.length > 0 && (
          <BookLine what={`Calls of ${name}${callsSuffix(state)}`} amount={callsText(books)} />
        )}
        {books.bookedHere.map((sum) => (
          <BookLine
            key={sum.month}
            what={`Corrections of ${longMonth(sum.month)}`}
            note={countText(sum)}
            amount={correctedText(sum)}
          />
        ))}
        <BookLine
          isTotal
          what={`Books of ${name}${booksSuffix[state]}`}
          amount={spendText(BigInt(books.books.costNanos), books.books.unpricedCalls)}
        />
        {books.bookedElsewhere.map((sum) => (
          <BookLine
            key={sum.bookedMonth}
            what={
              <>
                Since then, booked in{" "}
                <Link
                  href={correctionsHref(pageOf(projectId), sum.bookedMonth, current)}
                  prefetch={false}
                  className="underline decoration-line-strong underline-offset-3 hover:decoration-current"
                >
                  {longMonth(sum.bookedMonth)}
                </Link>
              </>
            }
            note={countText(sum)}
            amount={correctedText(sum)}
          />
        ))}
      </dl>
      <p className="mt-2 px-4 text-[0.8125rem] text-ink-muted text-pretty sm:px-5">
        {note(books)} {projectId !== undefined && closed && <CompanyLink month={month} />}
      </p>
      {books.bookedHere.length > 0 && (
        <div className="mt-3 px-4 sm:px-5 print:hidden">
          <Button aria-expanded={isListed} aria-controls={`${id}-list`} onClick={() => onListedChange(!isListed)}>
            {isListed ? "Hide Corrections" : "View Corrections"}
          </Button>
        </div>
      )}
      <div id={`${id}-list`}>
        {isListed && books.bookedHere.length > 0 && (
          <PanelBoundary name="Corrections" skeleton={<TableSkeleton rows={4} />}>
            <CorrectionsPanel bookedMonth={month} projectId={projectId} />
          </PanelBoundary>
        )}
      </div>
      <Suspense>
        {dialog?.kind === "close" && <CloseMonthDialog {...shared} />}
        {dialog?.kind === "reopen" && <ReopenMonthDialog {...shared} books={books} />}
      </Suspense>
    </Card>
  );
}

const pageOf = (projectId: string | undefined) =>
  projectId === undefined ? companyHref : productHref(projectId, "ai-cost");

function State({ state }: { state: MonthBooksData["state"] }) {
  if (state === "closed") return <Badge icon={<LockKeyhole aria-hidden="true" />}>Closed</Badge>;
  return <Badge icon={<LockKeyholeOpen aria-hidden="true" />}>Open</Badge>;
}

function stateText({ month, state, closed }: MonthBooksData): string {
  const name = longMonth(month);
  if (closed) return `${name}, closed ${momentText(closed.at)} by ${closerText(closed.by)}`;
  return state === "running" ? `${name} so far` : `${name} is over and not closed`;
}

/** Purser itself where a command did it. */
const closerText = (by: string): string => (by.startsWith("system:") ? "Purser" : by);

const booksSuffix = { closed: ", as closed", running: " so far", open: "" };

const callsSuffix = (state: MonthBooksData["state"]): string =>
  state === "closed" ? " by then" : state === "running" ? " so far" : "";

/** What the month's own calls are in its books with. */
function callsText({ books, usage, closed, bookedHere }: MonthBooksData): string {
  const nanos = BigInt(books.costNanos) - BigInt(books.correctionNanos);
  const unpriced = closed
    ? books.unpricedCalls - bookedHere.reduce((sum, row) => sum + row.unpricedCalls, 0)
    : usage.unpricedCalls;
  return spendText(nanos, Math.max(0, unpriced));
}

function note({ month, state, usage, bookedElsewhere }: MonthBooksData): string {
  if (state !== "closed") {
    return state === "open"
      ? "Its figures change while calls come late or are repriced. Once it is closed, those are booked in the running month."
      : "Corrections are calls of closed months that came late, and reprices of such. Cards and charts have them in the month of their call.";
  }
  if (bookedElsewhere.length === 0) return "Nothing came late since. What does is booked in the running month.";
  return `Cards and charts show every call of ${longMonth(month)} by its time: ${spendText(BigInt(usage.costNanos), usage.unpricedCalls)} by now.`;
}

function CompanyLink({ month }: { month: string }) {
  return (
    <>
      Months are closed for the whole organisation:{" "}
      <Link href={`${companyHref}?month=${month}`} prefetch={false} className="underline underline-offset-3">
        Company Costs
      </Link>
      .
    </>
  );
}
