"use client";

import { Button } from "#components/ui/button.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useAuthRequest } from "../../use-auth-request.ts";

/** For a new person: a name and a password. The address is the invited one. */
export function NewAccountForm({ invitationId, email }: { invitationId: string; email: string }) {
  const { busy, problem, send } = useAuthRequest();
  return (
    <form
      className="grid gap-4"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        const { name, password } = Object.fromEntries(new FormData(event.currentTarget));
        if (!busy) void send("sign-up/invitation", { invitationId, name, password }, "/dashboard");
      }}
    >
      <TextField label="E-Mail Address" type="email" name="email" autoComplete="username" readOnly value={email} />
      <TextField label="Your Name" name="name" autoComplete="name" required maxLength={100} />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="new-password"
        required
        minLength={10}
        maxLength={128}
        hint="At least 10 characters."
      />
      <ProblemText>{problem}</ProblemText>
      <Button type="submit" variant="primary" size="medium" busy={busy} className="h-10">
        Create Account and Join
      </Button>
    </form>
  );
}
