import Link from "next/link";
import { momentText } from "#components/dates/moment-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { Alert } from "#server/alerts/queries.ts";
import { AlertLevel } from "./alert-level.tsx";
import { alertPlace } from "./alert-place.ts";
import { aboutText, impactText, windowName } from "./alert-words.ts";

type Verdict = NonNullable<Alert["verdict"]>;

type AlertRowProps = {
  alert: Alert;
  now: Date;
  selected: boolean;
  onSelect: (selected: boolean) => void;
  onAcknowledge: (acknowledged: boolean, verdict?: Verdict) => void;
};

/** One alert: what it came to first, then whose limit that is, when, and the page that shows it. */
export function AlertRow({ alert, now, selected, onSelect, onAcknowledge }: AlertRowProps) {
  const { acknowledgedAt } = alert;
  const place = alertPlace(alert, now);
  const about = aboutText(alert);
  return (
    <li className="flex items-start gap-3 border-line border-b px-4 py-3.5 last:border-b-0 sm:px-5">
      <label className="-my-1 flex size-8 touch:size-11 touch:-my-2.5 shrink-0 items-center justify-center print:hidden">
        <input
          type="checkbox"
          aria-label={`Select ${about}, ${alert.level}`}
          checked={selected}
          onChange={(event) => onSelect(event.target.checked)}
          className="size-4 accent-brand"
        />
      </label>
      <div className="flex min-w-0 flex-1 flex-wrap items-start justify-between gap-x-6 gap-y-2.5">
        <div className="min-w-0 flex-1 basis-72">
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <AlertLevel level={alert.level} />
            <span className="font-medium tabular-nums wrap-anywhere">{impactText(alert)}</span>
          </p>
          <p className="mt-1 wrap-anywhere">
            {about}
            {alert.seenIn && alert.scope !== "project" && (
              <span className="text-ink-muted"> in {alert.seenIn.name}</span>
            )}
            {alert.window !== "run" && <span className="text-ink-muted">, {windowName(alert)}</span>}
          </p>
          {alert.advice && !acknowledgedAt && <p className="mt-1 text-[0.8125rem]">{alert.advice}</p>}
          <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem] text-ink-muted">
            <Timestamp iso={alert.createdAt} text={momentText(alert.createdAt, now)} />
            <Link
              href={place.href}
              prefetch={false}
              className="text-ink underline decoration-line-strong underline-offset-3 hover:decoration-current"
            >
              {place.label}
            </Link>
            {acknowledgedAt && (
              <span className="wrap-anywhere">
                {verdictText(alert)} by {alert.acknowledgedBy}, {momentText(acknowledgedAt, now)}
              </span>
            )}
          </p>
        </div>
        {alert.level === "anomaly" && !acknowledgedAt ? (
          <span className="flex gap-2 print:hidden">
            <Button aria-label={`Expected: ${about}`} onClick={() => onAcknowledge(true, "expected")}>
              Expected
            </Button>
            <Button aria-label={`Not Expected: ${about}`} onClick={() => onAcknowledge(true, "unexpected")}>
              Not Expected
            </Button>
          </span>
        ) : (
          <Button
            className="print:hidden"
            aria-label={`${acknowledgedAt ? "Reopen" : "Acknowledge"} ${about}, ${alert.level}`}
            onClick={() => onAcknowledge(!acknowledgedAt)}
          >
            {acknowledgedAt ? "Reopen" : "Acknowledge"}
          </Button>
        )}
      </div>
    </li>
  );
}

function verdictText({ verdict }: Alert): string {
  if (verdict === null) return "Acknowledged";
  return verdict === "expected" ? "Said to be expected" : "Said not to be expected";
}
