"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { ComboboxField, type ComboboxOption } from "#components/ui/combobox-field.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { useSettled } from "#components/ui/use-settled.ts";
import { counted } from "#server/money/format.ts";

const each: ComboboxOption = { value: "", label: "Each Agent" };

type AgentFieldProps = { onValueChange: (agentId: string) => void; problem: string | undefined };

/** The agent that a budget is of, or each: found by its name, id, type or project among however many there are. */
export function AgentField({ onValueChange, problem }: AgentFieldProps) {
  const [chosen, setChosen] = useState(each);
  const [text, setText] = useState("");
  const q = useSettled(text.trim());
  const found = useQuery({
    ...useTRPC().agents.list.queryOptions({ q, sort: "name", desc: false }),
    placeholderData: keepPreviousData,
  });
  const rows = found.data?.rows ?? [];
  const agents = rows.map(({ agentId, name }) => ({
    value: agentId,
    label: name === agentId ? name : `${name} (${agentId})`,
  }));
  return (
    <ComboboxField
      label="Agent"
      searchLabel="Search Agents"
      value={chosen}
      options={q === "" ? [each, ...agents] : agents}
      onValueChange={(option) => {
        setChosen(option);
        onValueChange(option.value);
      }}
      onSearch={setText}
      status={statusOf()}
      problem={problem}
    />
  );

  function statusOf(): string | undefined {
    if (found.error) return `Couldn’t search. ${failureText(found.error)}`;
    if (!found.data) return "Searching…";
    if (found.data.found === 0) return q === "" ? "No agents yet." : "No agent matches.";
    if (found.data.found > rows.length) return `${counted(found.data.found, "agent")}: type to find more.`;
    return undefined;
  }
}
