"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { failureText } from "#components/ui/failure-text.ts";
import type { getImport } from "#server/ingest/uploads/import-queries.ts";
import { columnMapOf, type Mapping } from "./column-mapping.ts";
import { type ReadSettings, sendFile } from "./send-file.ts";

/** An import as the server last told of it. */
export type ImportDetail = Awaited<ReturnType<typeof getImport>>;

/** What was chosen for a file. Empty: as the file says. */
export type Chosen = { format: string; mapping: Mapping | null; provider: string; model: string };

/** A file that was picked, and how far it is. */
export type ImportItem = {
  key: string;
  file: File;
  chosen: Chosen;
  /** What the reader has to say before it can be read. */
  missing: string | null;
  id?: string | undefined;
  running?: "check" | "book" | undefined;
  detail?: ImportDetail | undefined;
  problem?: string | undefined;
};

type Destination = { projectId: string; agentId: string };

const cutOff =
  "The connection to Purser was lost. What was booked stands; send the file again and nothing counts twice.";

/** The same as the server takes it. */
export function settingsOf({ format, mapping, provider, model }: Chosen): ReadSettings {
  return {
    ...(format && { format }),
    ...(mapping && { columns: columnMapOf(mapping) }),
    ...(provider && { provider }),
    ...(model && { model }),
  };
}

/** The files of the page: picked, checked and booked one after the other. */
export function useImports() {
  const { imports } = useTRPC();
  const queryClient = useQueryClient();
  const prepare = useMutation(imports.prepare.mutationOptions());
  const cancel = useMutation(imports.cancel.mutationOptions());
  const [items, setItems] = useState<ImportItem[]>([]);
  const [running, setRunning] = useState(false);
  const stop = useRef<AbortController>(null);
  const count = useRef(0);

  useEffect(() => {
    if (!running) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [running]);

  const change = (key: string, changes: Partial<ImportItem>) =>
    setItems((all) => all.map((item) => (item.key === key ? { ...item, ...changes } : item)));

  const look = (id: string) => queryClient.fetchQuery({ ...imports.get.queryOptions({ id }), staleTime: 0 });

  /** Sends one file; whatever happens on the way, the server says what became of it. */
  async function sendOne(item: ImportItem, phase: "check" | "book", to: Destination, signal: AbortSignal) {
    const { key, file, chosen } = item;
    let id = item.id;
    try {
      if (phase === "check" || !id) {
        const options = { ...settingsOf(chosen), projectId: to.projectId, ...(to.agentId && { agentId: to.agentId }) };
        const input = { fileName: file.name, fileSize: file.size, options };
        id = (await prepare.mutateAsync({ ...(id && { id }), ...input })).id;
      }
      change(key, { id, running: phase, problem: undefined });
      await sendFile(id, phase, file, signal);
      change(key, { running: undefined, detail: await look(id) });
    } catch (error) {
      const detail = id && !signal.aborted ? await look(id).catch(() => undefined) : undefined;
      const refused = (error as { data?: unknown }).data !== undefined;
      const problem = refused ? failureText(error) : cutOff;
      change(key, {
        running: undefined,
        ...(detail && { detail }),
        ...(!signal.aborted && { problem: detail?.problem ? undefined : problem }),
      });
    }
  }

  return {
    items,
    running,
    add: (files: Iterable<File>) => {
      const added = [...files].map((file): ImportItem => {
        const chosen = { format: "", mapping: null, provider: "", model: "" };
        return { key: `file-${++count.current}`, file, chosen, missing: null };
      });
      setItems((all) => [...all, ...added]);
    },
    remove: (key: string) => setItems((all) => all.filter((item) => item.key !== key)),
    clear: () => setItems([]),
    /** Something else was chosen: what a check said no longer holds. */
    choose: (key: string, chosen: Partial<Chosen>) =>
      setItems((all) =>
        all.map((item) => {
          if (item.key !== key) return item;
          const { detail: _detail, problem: _problem, ...rest } = item;
          return { ...rest, chosen: { ...item.chosen, ...chosen } };
        }),
      ),
    miss: (key: string, missing: string | null) => change(key, { missing }),
    /** What a check said no longer holds: the calls would go elsewhere. */
    forgetChecks: () => setItems((all) => all.map((item) => (isOver(item) ? item : { ...item, detail: undefined }))),
    async run(phase: "check" | "book", to: Destination) {
      const controller = new AbortController();
      stop.current = controller;
      setRunning(true);
      for (const item of items.filter((one) => (phase === "check" ? canCheck(one) : canBook(one)))) {
        if (!controller.signal.aborted) await sendOne(item, phase, to, controller.signal);
      }
      setRunning(false);
      if (phase === "book") void queryClient.invalidateQueries();
    },
    async cancel() {
      const item = items.find((one) => one.running);
      stop.current?.abort();
      if (!item?.id) return;
      await cancel.mutateAsync({ id: item.id }).catch(() => {});
      const detail = item.running === "book" ? await look(item.id).catch(() => undefined) : undefined;
      if (detail) change(item.key, { detail });
      else setItems((all) => all.map((one) => (one.key === item.key ? { ...one, id: undefined } : one)));
      void queryClient.invalidateQueries(imports.list.pathFilter());
    },
  };
}

const isOver = ({ detail }: ImportItem): boolean => detail?.startedAt != null;

/** Picked, and everything is said that reading it takes. */
export const canCheck = (item: ImportItem): boolean =>
  !isOver(item) && item.missing === null && item.detail?.status !== "checked";

/** Checked with something to book, or cut off on the way. */
export const canBook = ({ detail }: ImportItem): boolean =>
  detail?.status === "stopped" ? detail.checked !== null : detail?.status === "checked" && detail.checked !== null;
