"use client";

import { FileUp } from "lucide-react";
import { useId, useState } from "react";
import { classNames } from "#components/ui/class-names.ts";

type DropZoneProps = { limit: string; disabled: boolean; onFiles: (files: Iterable<File>) => void };

/** Where files are dropped, or picked by pressing it. The field itself is the platform's own. */
export function DropZone({ limit, disabled, onFiles }: DropZoneProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is what a mouse may do; the field within does the same
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!disabled);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!disabled) onFiles([...event.dataTransfer.files]);
      }}
      className={classNames(
        "relative flex flex-col items-center gap-1 rounded-lg border border-dashed px-4 py-7 text-center",
        "focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-brand",
        over ? "border-brand bg-brand-soft" : "border-line-strong bg-sunken/50",
        disabled && "opacity-55",
      )}
    >
      <FileUp aria-hidden="true" className="size-5 text-ink-muted" />
      <label htmlFor={id} className="font-medium after:absolute after:inset-0 after:cursor-pointer">
        Drop Files Here or Choose Them
      </label>
      <p id={`${id}-note`} className="max-w-prose text-[0.8125rem] text-ink-muted text-pretty">
        Logs of Claude Code, Codex, Aider, OpenCode and Qwen Code, exports of LiteLLM, CSV tables, Purser’s own events;
        plain or as .gz, up to {limit} each. A file is read and not kept.
      </p>
      <input
        id={id}
        type="file"
        multiple
        disabled={disabled}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = "";
        }}
        className="sr-only"
      />
    </div>
  );
}
