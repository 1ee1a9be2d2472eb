"use client";

import { useRouter } from "next/navigation";
import { useForm } from "react-hook-form";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { AccountField } from "./account-field.tsx";
import { AccountProblem } from "./account-problem.tsx";
import { changeAccount } from "./change-account.ts";

/** The name by which the organisation sees this person. */
export function NameForm({ name }: { name: string }) {
  const router = useRouter();
  const form = useForm({ defaultValues: { name } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (typed) => {
    const refusal = await changeAccount("rename", { name: typed.name.trim() });
    if (refusal) return form.setError("root", { message: refusal.message });
    form.reset({ name: typed.name.trim() });
    showToast({ kind: "success", text: "Your name was saved." });
    router.refresh();
  });

  return (
    <form onSubmit={submit} method="post" noValidate className="grid gap-3">
      <AccountField
        {...form.register("name", { validate: (typed) => typed.trim() !== "" || "Enter your name." })}
        label="Name"
        autoComplete="name"
        maxLength={100}
        required
        problem={errors.name?.message}
      />
      <AccountProblem>{errors.root?.message}</AccountProblem>
      <div>
        <Button type="submit" size="medium" busy={isSubmitting}>
          Save Name
        </Button>
      </div>
    </form>
  );
}
