"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { CommandLine } from "#components/ui/command-line.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { projectIdOf } from "./first-call.ts";

type ProjectStepProps = { orgId: string; canManageProjects: boolean; onCreated: (projectId: string) => void };

/** Makes the first project in place; who may not is told how it is done. */
export function ProjectStep({ orgId, canManageProjects, onCreated }: ProjectStepProps) {
  const { projects, aiCost } = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("My Project");
  const [wrong, setWrong] = useState<string>();
  const { mutate, isPending, error } = useMutation(
    projects.create.mutationOptions({
      onSuccess: async ({ id }) => {
        router.refresh();
        // The step is done when the page has the project, so that no table beneath it says there is none.
        await queryClient.invalidateQueries(aiCost.pathFilter());
        onCreated(id);
      },
    }),
  );
  if (!canManageProjects) {
    return (
      <>
        <p className="mt-0.5 text-ink-muted">Ask an owner or admin for one, or whoever runs Purser, in its folder:</p>
        <CommandLine
          label="Copy Project Command"
          command={`npm run project -- create --org ${orgId} my-project --name "My Project"`}
        />
      </>
    );
  }
  const id = projectIdOf(name);
  return (
    <form
      noValidate
      className="mt-1.5 grid max-w-md gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        setWrong(id ? undefined : "Enter a name with at least one letter from a to z or digit.");
        if (!id) field.current?.focus();
        else if (!isPending) mutate({ id, name: name.trim() });
      }}
    >
      <TextField
        ref={field}
        label="Name of the Project"
        autoComplete="off"
        maxLength={100}
        value={name}
        hint={id ? `Agents name it by its id: ${id}` : undefined}
        onChange={(event) => {
          setName(event.target.value);
          setWrong(undefined);
        }}
        {...(wrong && { problem: wrong })}
      />
      <ProblemText>{error ? `No project was made. ${failureText(error)}` : undefined}</ProblemText>
      <div>
        <Button type="submit" variant="primary" busy={isPending}>
          Create Project
        </Button>
      </div>
    </form>
  );
}
