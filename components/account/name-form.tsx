"use client";

import { useRouter } from "next/navigation";
import { useForm } from "react-hook-form";
import { Button } from "#components/ui/button.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { askAuth } from "./ask-auth.ts";

/** The name by which the organisation sees this person. */
export function NameForm({ name }: { name: string }) {
  const router = useRouter();
  // What is typed before the form is alive would be lost.
  const readOnly = !useHydrated();
  const form = useForm({ defaultValues: { name } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (typed) => {
    const refusal = await askAuth("account/rename", { name: typed.name.trim() });
    if (refusal) return form.setError("root", { message: refusal.message });
    form.reset({ name: typed.name.trim() });
    showToast({ kind: "success", text: "Your name was saved." });
    router.refresh();
  });

  return (
    <form onSubmit={submit} method="post" noValidate className="grid gap-3">
      <TextField
        {...form.register("name", { validate: (typed) => typed.trim() !== "" || "Enter your name." })}
        label="Name"
        autoComplete="name"
        maxLength={100}
        required
        readOnly={readOnly}
        problem={errors.name?.message}
      />
      <ProblemText>{errors.root?.message}</ProblemText>
      <div>
        <Button type="submit" size="medium" busy={isSubmitting}>
          Save Name
        </Button>
      </div>
    </form>
  );
}
