"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ProblemText } from "../../problem-text.tsx";
import { TextField } from "../../text-field.tsx";
import { useAuthRequest } from "../../use-auth-request.ts";

/** For a new person: a name and a password. The address is the invited one. */
export function NewAccountForm({ invitationId, email }: { invitationId: string; email: string }) {
  const { busy, problem, send } = useAuthRequest();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void send("sign-up/invitation", { invitationId, name, password }, "/dashboard");
      }}
    >
      <TextField label="E-Mail Address" type="email" name="email" autoComplete="username" readOnly value={email} />
      <TextField
        label="Your Name"
        name="name"
        autoComplete="name"
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="new-password"
        required
        minLength={10}
        maxLength={128}
        hint="At least 10 characters."
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <ProblemText>{problem}</ProblemText>
      <Button type="submit" variant="primary" size="medium" busy={busy} className="h-10">
        Create Account and Join
      </Button>
    </form>
  );
}
