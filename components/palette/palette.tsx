"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { Check, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { useState } from "react";
import { openShortcuts } from "#components/shortcuts/shortcuts-store.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import { counted } from "#server/money/format.ts";
import { type PaletteGroup, type PaletteItem, type PalettePlaces, paletteGroups } from "./palette-items.ts";
import { closePalette, type PaletteView } from "./palette-store.ts";

type PaletteProps = { open: boolean; view: PaletteView; places: PalettePlaces };

/** The server is asked when nothing was typed for so long, in milliseconds. */
const typingMs = 150;
const askedFrom = 2;

/** Finds pages, projects, agents and runs by typing, and goes there. Arrow keys choose, Enter takes, Escape leaves. */
export function Palette({ open, view, places }: PaletteProps) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const [text, setText] = useState("");
  const asked = useSettled(text.trim().slice(0, 128), typingMs);
  const isAsking = view.kind === "all" && asked.length >= askedFrom;
  const { data, isFetching, isError } = useQuery({
    ...useTRPC().search.find.queryOptions({ text: asked }, { enabled: isAsking }),
    meta: { ofFrame: true },
    // What was found for less stays until more is known.
    placeholderData: (last) => last,
  });
  const groups = paletteGroups(places, view, text, isAsking ? data : undefined);
  const count = groups.reduce((sum, { items }) => sum + items.length, 0);

  const take = ({ href, action }: PaletteItem) => {
    closePalette();
    if (href) router.push(href);
    else if (action === "shortcuts") openShortcuts();
    else if (action) setTheme(action);
  };
  const title = view.kind === "projects" ? "Go to Project" : "Search or Jump To";
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && closePalette()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
        <Dialog.Popup
          aria-label={title}
          className="popup-motion fixed inset-x-4 top-[max(1rem,12dvh)] z-50 mx-auto flex max-h-[calc(100dvh-max(1rem,12dvh)-1rem)] max-w-lg flex-col overflow-hidden rounded-xl border border-line-strong bg-surface shadow-raised outline-none"
        >
          <Autocomplete.Root
            open
            inline
            items={groups}
            mode="none"
            autoHighlight="always"
            keepHighlight
            value={text}
            onValueChange={setText}
            itemToStringValue={(item: PaletteItem) => item.label}
          >
            <div className="flex items-center gap-2.5 border-line border-b pr-3 pl-4">
              {isFetching && isAsking ? (
                <Spinner />
              ) : (
                <Search aria-hidden="true" className="size-4 shrink-0 text-ink-muted" />
              )}
              <Autocomplete.Input
                aria-label={title}
                placeholder={view.kind === "projects" ? "Project…" : "Page, project, agent, run id or model…"}
                className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-muted sm:text-sm"
              />
              <Dialog.Close className="rounded border border-line px-1.5 py-0.5 text-ink-muted text-xs hover:bg-sunken">
                <span className="sr-only">Close, </span>Esc
              </Dialog.Close>
            </div>
            <Autocomplete.Status className="sr-only">
              {count > 0 ? `${counted(count, "result")}` : ""}
            </Autocomplete.Status>
            <Autocomplete.Empty className="empty:hidden">
              <p className="px-4 py-10 text-center text-ink-muted">
                {isFetching && isAsking ? "Searching…" : "Nothing matches. Run ids are found by how they begin."}
              </p>
            </Autocomplete.Empty>
            {isError && isAsking && (
              <p role="alert" className="px-4 pt-3 text-[0.8125rem] text-danger-ink">
                Agents and runs could not be searched. Type on to try again.
              </p>
            )}
            <Autocomplete.List className="min-h-0 overflow-y-auto overscroll-contain p-1.5 empty:hidden [scroll-padding-block:0.5rem]">
              {(group: PaletteGroup) => (
                <Autocomplete.Group key={group.value} items={group.items} className="pb-1">
                  <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 font-medium text-ink-muted text-xs select-none">
                    {group.value}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(item: PaletteItem) => (
                      <Autocomplete.Item
                        key={item.value}
                        value={item}
                        onClick={() => take(item)}
                        className="flex min-h-9 touch:min-h-11 cursor-pointer items-center gap-3 rounded-md px-2.5 text-[0.8125rem] outline-none select-none data-highlighted:bg-sunken"
                      >
                        <span className="min-w-0 truncate">{item.label}</span>
                        {item.hint && (
                          <span className="ml-auto min-w-0 max-w-1/2 shrink-0 truncate text-ink-muted text-xs">
                            {item.hint}
                          </span>
                        )}
                        {item.current && (
                          <>
                            <span className="sr-only">, the current one</span>
                            <Check
                              aria-hidden="true"
                              className={`size-4 shrink-0 text-ink-muted ${item.hint ? "" : "ml-auto"}`}
                            />
                          </>
                        )}
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
