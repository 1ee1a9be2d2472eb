"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** Where the calls belong. `projectId` empty: the project named `newProject` is made. `agentId` empty: as the file says. */
export type Destination = { projectId: string; newProject: string; agentId: string };

type DestinationFieldsProps = {
  value: Destination;
  projects: readonly { id: string; name: string }[];
  disabled: boolean;
  problem: { project?: string | undefined; agent?: string | undefined };
  onChange: (value: Destination) => void;
};

/** The project and the agent of all calls, each chosen or new. */
export function DestinationFields({ value, projects, disabled, problem, onChange }: DestinationFieldsProps) {
  const list = useId();
  const { agents } = useTRPC();
  const known = useQuery(agents.list.queryOptions({}));
  const options = [
    ...projects.map(({ id, name }) => ({ value: id, label: name })),
    { value: "", label: "New Project…" },
  ];
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <div className="grid gap-3">
        <SelectField
          label="Project"
          value={value.projectId}
          options={options}
          disabled={disabled}
          onChange={(event) => onChange({ ...value, projectId: event.target.value })}
        />
        {value.projectId === "" && (
          <TextField
            label="Name of the Project"
            autoComplete="off"
            maxLength={100}
            disabled={disabled}
            value={value.newProject}
            onChange={(event) => onChange({ ...value, newProject: event.target.value })}
            {...(problem.project && { problem: problem.project })}
          />
        )}
      </div>
      <div>
        <TextField
          label="Agent"
          autoComplete="off"
          maxLength={128}
          list={list}
          placeholder="As each file says"
          hint="The id of one that is there, or of a new one. Empty: as the file says, or the tool that wrote it."
          disabled={disabled}
          value={value.agentId}
          onChange={(event) => onChange({ ...value, agentId: event.target.value.trim() })}
          {...(problem.agent && { problem: problem.agent })}
        />
        <datalist id={list}>
          {known.data?.rows.map(({ agentId, name }) => (
            <option key={agentId} value={agentId}>
              {name}
            </option>
          ))}
        </datalist>
      </div>
    </div>
  );
}
