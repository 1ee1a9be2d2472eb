"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { projectIdOf } from "#components/first-run/first-call.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { counted } from "#server/money/format.ts";
import { type Destination, DestinationFields } from "./destination-fields.tsx";
import { DropZone } from "./drop-zone.tsx";
import { ImportFile } from "./import-file.tsx";
import { sizeText } from "./size-text.ts";
import { canBook, canCheck, useImports } from "./use-imports.ts";

type ImportPanelProps = { projects: readonly { id: string; name: string }[]; maxBytes: number };

/** Files are picked, looked at, checked to their end, and booked when the reader says so. */
export function ImportPanel({ projects, maxBytes }: ImportPanelProps) {
  const router = useRouter();
  const create = useMutation(useTRPC().projects.create.mutationOptions());
  const uploads = useImports();
  const { items, running } = uploads;
  const [to, setTo] = useState<Destination>({ projectId: projects[0]?.id ?? "", newProject: "", agentId: "" });
  const [wrong, setWrong] = useState<{ project?: string; agent?: string }>({});
  const [tooLarge, setTooLarge] = useState<string>();
  const checkable = items.filter(canCheck);
  const bookable = items.filter(canBook);
  const calls = bookable.reduce((sum, { detail }) => sum + (detail?.checked?.recorded ?? 0), 0);
  const goesOn = bookable.some(({ detail }) => detail?.status === "stopped");
  const toBook = goesOn || calls > 0;

  const add = (files: Iterable<File>) => {
    const all = [...files];
    const large = all.filter(({ size }) => size > maxBytes);
    const empty = all.filter(({ size }) => size === 0);
    setTooLarge(refusal(large, `over the limit of ${sizeText(maxBytes)}`) ?? refusal(empty, "empty"));
    uploads.add(all.filter(({ size }) => size > 0 && size <= maxBytes));
  };
  const check = async () => {
    const id = to.projectId || projectIdOf(to.newProject);
    setWrong({
      ...(!id && { project: "Enter a name with at least one letter from a to z or digit." }),
      ...(/\s/.test(to.agentId) && { agent: "An id has no spaces." }),
    });
    if (!id || /\s/.test(to.agentId)) return;
    if (to.projectId === "" && !projects.some((project) => project.id === id)) {
      try {
        await create.mutateAsync({ id, name: to.newProject.trim() });
        router.refresh();
      } catch {
        return;
      }
    }
    setTo({ ...to, projectId: id, newProject: "" });
    await uploads.run("check", { projectId: id, agentId: to.agentId });
  };

  return (
    <Card aria-labelledby="import-files" className="overflow-hidden">
      <CardHeader
        id="import-files"
        title="Import Files"
        scope="Nothing is booked before you have seen what a file holds. Importing a file again books nothing twice."
      />
      <div className="grid gap-4 px-4 py-4 sm:px-5">
        <DropZone limit={sizeText(maxBytes)} disabled={running} onFiles={add} />
        <ProblemText>{tooLarge}</ProblemText>
        {items.length > 0 && (
          <DestinationFields
            value={to}
            projects={
              projects.some(({ id }) => id === to.projectId) || !to.projectId
                ? projects
                : [...projects, { id: to.projectId, name: to.projectId }]
            }
            disabled={running}
            problem={wrong}
            onChange={(next) => {
              setTo(next);
              setWrong({});
              uploads.forgetChecks();
            }}
          />
        )}
        <ProblemText>{create.error ? `No project was made. ${failureText(create.error)}` : undefined}</ProblemText>
      </div>
      {items.length > 0 && (
        <>
          <ul aria-label="Files">
            {items.map((item) => (
              <ImportFile
                key={item.key}
                item={item}
                busy={running}
                onChoose={(chosen) => uploads.choose(item.key, chosen)}
                onMissing={(missing) => uploads.miss(item.key, missing)}
                onRemove={() => uploads.remove(item.key)}
              />
            ))}
          </ul>
          <div className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-4 py-3 sm:px-5">
            {running ? (
              <Button size="medium" onClick={() => void uploads.cancel()}>
                Cancel
              </Button>
            ) : (
              <>
                {bookable.length > 0 && !toBook && (
                  <p className="mr-auto text-[0.8125rem] text-pretty">
                    Nothing to import: every call of what was checked is booked already.
                  </p>
                )}
                {checkable.length === 0 && !toBook && (
                  <Button size="medium" onClick={uploads.clear}>
                    Clear List
                  </Button>
                )}
                {checkable.length > 0 && (
                  <Button
                    size="medium"
                    variant={toBook ? "secondary" : "primary"}
                    busy={create.isPending}
                    onClick={() => void check()}
                  >
                    Check {counted(checkable.length, "File")}
                  </Button>
                )}
                {toBook && (
                  <Button size="medium" variant="primary" onClick={() => void uploads.run("book", to)}>
                    {goesOn ? `Send ${counted(bookable.length, "File")} Again` : `Import ${counted(calls, "Call")}`}
                  </Button>
                )}
              </>
            )}
          </div>
        </>
      )}
      <p role="status" className="sr-only">
        {running ? "Reading files…" : items.length > 0 ? `${counted(items.length, "file")} in the list` : ""}
      </p>
    </Card>
  );
}

function refusal(files: readonly File[], why: string): string | undefined {
  if (files.length === 0) return undefined;
  const names = files.map(({ name }) => name).join(", ");
  return `${names} ${files.length === 1 ? "is" : "are"} ${why}.`;
}
