"use client";

import { Button } from "#components/ui/button.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { useAuthRequest } from "../../use-auth-request.ts";

/** For the invited person, signed in: one press. */
export function JoinButton({ invitationId, organizationName }: { invitationId: string; organizationName: string }) {
  const { busy, problem, send } = useAuthRequest();
  return (
    <div className="grid gap-4">
      <ProblemText>{problem}</ProblemText>
      <Button
        variant="primary"
        size="medium"
        busy={busy}
        onClick={() => send("invitation/accept", { invitationId }, "/dashboard")}
      >
        Join {organizationName}
      </Button>
    </div>
  );
}

/** For somebody else's session in this browser: the invitation is not theirs. */
export function SwitchAccountButton({ invitationId, signedInAs }: { invitationId: string; signedInAs: string }) {
  const { busy, problem, send } = useAuthRequest();
  return (
    <div className="grid gap-4">
      <p className="text-pretty">
        You are signed in as <strong className="font-medium">{signedInAs}</strong>. Sign out to accept this invitation
        with the invited address.
      </p>
      <ProblemText>{problem}</ProblemText>
      <Button
        variant="primary"
        size="medium"
        busy={busy}
        onClick={() => send("sign-out", {}, `/accept-invitation/${invitationId}`)}
      >
        Sign Out
      </Button>
    </div>
  );
}
