"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ProblemText } from "../problem-text.tsx";
import { TextField } from "../text-field.tsx";
import { useAuthRequest } from "../use-auth-request.ts";

/** E-mail address and password. `next` is where to go then. */
export function SignInForm({ next }: { next: string }) {
  const { busy, problem, send } = useAuthRequest();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void send("sign-in/email", { email, password }, next);
      }}
    >
      <TextField
        label="E-Mail Address"
        type="email"
        name="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <ProblemText>{problem}</ProblemText>
      <Button type="submit" variant="primary" size="medium" busy={busy} className="h-10">
        Sign In
      </Button>
    </form>
  );
}
