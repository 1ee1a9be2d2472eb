"use client";

import { Button } from "#components/ui/button.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useAuthRequest } from "../use-auth-request.ts";

/** E-mail address and password. `next` is where to go then. */
export function SignInForm({ next }: { next: string }) {
  const { busy, problem, send } = useAuthRequest();
  return (
    <form
      className="grid gap-4"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        // Read now, not while typing: what a password manager fills in before the form is alive counts too.
        const { email, password } = Object.fromEntries(new FormData(event.currentTarget));
        if (!busy) void send("sign-in/email", { email, password }, next);
      }}
    >
      <TextField label="E-Mail Address" type="email" name="email" autoComplete="username" required />
      <TextField label="Password" type="password" name="password" autoComplete="current-password" required />
      <ProblemText>{problem}</ProblemText>
      <Button type="submit" variant="primary" size="medium" busy={busy} className="h-10">
        Sign In
      </Button>
    </form>
  );
}
