"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Button } from "#components/ui/button.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { askAuth } from "./ask-auth.ts";

type PasswordFormProps = { email: string; hasPassword: boolean; length: { min: number; max: number } };

/** Sets the first password, or changes it; setting one turns the form into the other, with the focus where it was. */
export function PasswordForm({ email, hasPassword, length }: PasswordFormProps) {
  const router = useRouter();
  // What is typed before the form is alive would be lost.
  const readOnly = !useHydrated();
  const [shown, setShown] = useState(false);
  const form = useForm({ defaultValues: { currentPassword: "", newPassword: "" } });
  const { errors, isSubmitting } = form.formState;
  const type = shown ? "text" : "password";

  const submit = form.handleSubmit(async ({ currentPassword, newPassword }) => {
    const refusal = hasPassword
      ? await askAuth("account/change-password", { currentPassword, newPassword })
      : await askAuth("account/set-password", { newPassword });
    if (refusal) {
      const field = fieldOf[refusal.code] ?? "root";
      // Set or changed in another tab: the page shows what is so now.
      if (refusal.code === "password_already_set" || refusal.code === "no_password") router.refresh();
      return form.setError(field, { message: refusal.message }, { shouldFocus: true });
    }
    form.reset();
    setShown(false);
    showToast({
      kind: "success",
      text: hasPassword ? "Your password was changed." : "Your password is set. You can sign in with it from now on.",
    });
    router.refresh();
  });

  return (
    <form onSubmit={submit} method="post" noValidate className="grid gap-4">
      {/* Tells a password manager whose password it is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      {hasPassword && (
        <TextField
          {...form.register("currentPassword", { required: "Enter your current password." })}
          label="Current Password"
          type={type}
          autoComplete="current-password"
          required
          readOnly={readOnly}
          problem={errors.currentPassword?.message}
        />
      )}
      <TextField
        {...form.register("newPassword", {
          validate: ({ length: typed }) => {
            if (typed === 0) return `Enter a new password of at least ${length.min} characters.`;
            if (typed < length.min) return `Use at least ${length.min} characters; this has ${typed}.`;
            return typed <= length.max || `Use at most ${length.max} characters; this has ${typed}.`;
          },
        })}
        label="New Password"
        type={type}
        autoComplete="new-password"
        required
        readOnly={readOnly}
        hint={`At least ${length.min} characters.`}
        problem={errors.newPassword?.message}
      />
      <label className="flex w-fit items-center gap-2">
        <input
          type="checkbox"
          checked={shown}
          onChange={(event) => setShown(event.target.checked)}
          className="size-4 accent-brand"
        />
        {hasPassword ? "Show Passwords" : "Show Password"}
      </label>
      <ProblemText>{errors.root?.message}</ProblemText>
      <div>
        <Button type="submit" variant="primary" size="medium" busy={isSubmitting}>
          {hasPassword ? "Change Password" : "Set Password"}
        </Button>
      </div>
    </form>
  );
}

const fieldOf: Record<string, "currentPassword" | "newPassword"> = {
  wrong_password: "currentPassword",
  password_length: "newPassword",
};
