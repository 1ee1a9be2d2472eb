"use client";

import { useState } from "react";
import { windowName } from "#components/alerts/alert-words.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { toDecimalString } from "#server/money/amount.ts";
import { formatExactDollars } from "#server/money/format.ts";
import { dollarsProblem, typedDollars } from "#server/money/typed-amount.ts";
import { type AnswerDialogProps, AnswerForm } from "./answer-form.tsx";
import { type AskedApproval, passText, pauseText, raiseText } from "./approval-words.ts";
import { useDecide } from "./use-decide.ts";

/** Asks how far an approval goes: this one call, or an extra amount for as long as the limit's window lasts. */
export function ApproveDialog({ approval, open, onOpenChange, returnFocusTo }: AnswerDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Approve This Request?"
      description={`${approval.agentName} in ${approval.projectName} asks to spend up to ${formatExactDollars(BigInt(approval.amountNanos))}.`}
      returnFocusTo={returnFocusTo}
    >
      <ApproveForm approval={approval} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function ApproveForm({ approval, onDone }: { approval: AskedApproval; onDone: () => void }) {
  const [scope, setScope] = useState<"call" | "window">("call");
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const deciding = useDecide(approval, onDone);
  const cost = approval.raises.find(({ unit }) => unit === "cost");
  const lacking = approval.raises
    .filter(({ unit }) => unit === "cost")
    .map(({ from, to }) => BigInt(to) - BigInt(from))
    .reduce((most, one) => (one > most ? one : most), 0n);
  const amount = typedDollars(typed);
  const least = formatExactDollars(lacking);
  const wrong =
    amount === null
      ? dollarsProblem(typed)
      : amount < lacking
        ? `This call lacks ${least}: enter that or more.`
        : undefined;
  const extra = scope === "window" && amount !== null && !wrong ? amount : undefined;
  const approve = () => {
    setTried(true);
    if (scope === "window" && wrong) return;
    deciding.decide({ decision: "approve", extra: extra === undefined ? undefined : toDecimalString(extra) });
  };
  return (
    <AnswerForm deciding={deciding} action="Approve" variant="primary" onSubmit={approve}>
      <fieldset className="flex flex-col gap-1">
        <legend className="sr-only">How far it goes</legend>
        <Choice checked={scope === "call"} onChoose={() => setScope("call")} label="This call only" />
        {cost && (
          <Choice
            checked={scope === "window"}
            onChoose={() => setScope("window")}
            label={`An extra amount for ${cost.window === "run" ? "this run" : windowName(cost)}`}
          />
        )}
      </fieldset>
      {scope === "window" && (
        <TextField
          label="Extra amount in dollars"
          inputMode="decimal"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          hint={`At least ${least}, which this call lacks.`}
          {...(tried && wrong && { problem: wrong })}
        />
      )}
      <div aria-live="polite" className="rounded-md bg-sunken px-3 py-2 text-[0.8125rem] wrap-anywhere">
        {approval.raises.length === 0 && "No limit stands against it any more."}
        {approval.raises.map((raise) => (
          <p key={raise.budgetId}>
            {extra !== undefined && raise.unit === "cost"
              ? `${raiseText(raise, extra)}.`
              : raise.from === raise.to
                ? "It fits by now: no limit is passed."
                : `${passText(raise)}. The limit stays.`}
          </p>
        ))}
      </div>
      {approval.agentPause && <p className="text-[0.8125rem] text-pretty">{pauseText(approval.agentPause)}</p>}
    </AnswerForm>
  );
}

function Choice({ label, checked, onChoose }: { label: string; checked: boolean; onChoose: () => void }) {
  return (
    <label className="flex min-h-8 touch:min-h-11 items-center gap-2.5">
      <input type="radio" name="how-far" checked={checked} onChange={onChoose} className="size-4 accent-brand" />
      {label}
    </label>
  );
}
