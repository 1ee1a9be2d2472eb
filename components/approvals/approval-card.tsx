import { Ban, CircleCheck, CircleDashed, ClockAlert, Undo2 } from "lucide-react";
import Link from "next/link";
import { AgentLink } from "#components/agents/agent-link.tsx";
import { momentText } from "#components/dates/moment-text.ts";
import { productHref } from "#components/shell/product-path.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { formatExactDollars } from "#server/money/format.ts";
import { type Answering, loadAnswer } from "./answer-dialogs.tsx";
import { type AskedApproval, modelOf, passText, pauseText, standingText } from "./approval-words.ts";

const states = {
  pending: { label: "Waiting", tone: "warning", icon: CircleDashed },
  approved: { label: "Approved", tone: "good", icon: CircleCheck },
  rejected: { label: "Rejected", tone: "bad", icon: Ban },
  withdrawn: { label: "Withdrawn", tone: "neutral", icon: Undo2 },
  expired: { label: "Expired", tone: "neutral", icon: ClockAlert },
} as const;

type ApprovalCardProps = { approval: AskedApproval; now: Date; onAnswer: ((answering: Answering) => void) | null };

/** One request: who asks for what, what it would raise, and the two ways to answer. */
export function ApprovalCard({ approval, now, onAnswer }: ApprovalCardProps) {
  const { label, tone, icon: Icon } = states[approval.status];
  const model = modelOf(approval);
  const pending = approval.status === "pending";
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-line border-b px-4 py-4 last:border-b-0 sm:px-5">
      <div className="min-w-0 flex-1 basis-80">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <Badge tone={tone} icon={<Icon aria-hidden="true" />}>
            {label}
          </Badge>
          <span className="font-medium wrap-anywhere">
            <AgentLink agentId={approval.agentId} name={approval.agentName} /> asks to spend up to{" "}
            {formatExactDollars(BigInt(approval.amountNanos))}
          </span>
        </p>
        {pending &&
          approval.raises.map((raise) => (
            <p key={raise.budgetId} className="mt-1.5 wrap-anywhere text-pretty">
              {raise.from === raise.to ? "It fits by now. " : `${passText(raise)}. `}
              <span className="text-ink-muted">{standingText(raise)}.</span>
            </p>
          ))}
        {approval.agentPause && <p className="mt-1.5 wrap-anywhere text-pretty">{pauseText(approval.agentPause)}</p>}
        {approval.extraNanos !== null && (
          <p className="mt-1.5">
            Raised the limit by {formatExactDollars(BigInt(approval.extraNanos))} for its window.
          </p>
        )}
        {approval.reason && <p className="mt-1.5 wrap-anywhere">“{approval.reason}”</p>}
        <p className="mt-1.5 flex flex-wrap gap-x-3 gap-y-1 text-[0.8125rem] text-ink-muted">
          <Timestamp iso={approval.createdAt} text={momentText(approval.createdAt, now)} />
          <Link
            href={productHref(approval.projectId, "ai-cost")}
            prefetch={false}
            className="text-ink underline decoration-line-strong underline-offset-3 hover:decoration-current"
          >
            {approval.projectName}
          </Link>
          {model && <span className="wrap-anywhere">{model}</span>}
          {pending && <span>Expires {momentText(approval.expiresAt, now)}</span>}
          {approval.decidedAt && (
            <span className="wrap-anywhere">
              {label}
              {approval.decidedBy && ` by ${approval.decidedBy}`}, {momentText(approval.decidedAt, now)}
            </span>
          )}
        </p>
      </div>
      {pending && onAnswer && (
        <span className="flex gap-2 print:hidden">
          <Button
            aria-label={`Reject the request of ${approval.agentName}…`}
            onPointerEnter={loadAnswer.reject}
            onFocus={loadAnswer.reject}
            onClick={({ currentTarget }) => onAnswer({ approval, answer: "reject", button: currentTarget })}
          >
            Reject…
          </Button>
          <Button
            variant="primary"
            aria-label={`Approve the request of ${approval.agentName}…`}
            onPointerEnter={loadAnswer.approve}
            onFocus={loadAnswer.approve}
            onClick={({ currentTarget }) => onAnswer({ approval, answer: "approve", button: currentTarget })}
          >
            Approve…
          </Button>
        </span>
      )}
    </li>
  );
}
