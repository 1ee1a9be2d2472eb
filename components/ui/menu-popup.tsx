"use client";

import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import Link from "next/link";
import type { ReactNode, RefObject } from "react";

export type MenuEntry =
  | { kind: "text"; key: string; content: ReactNode }
  | { kind: "line"; key: string }
  | { kind: "link"; key: string; label: string; icon?: ReactNode; href: string; current?: boolean }
  | { kind: "action"; key: string; label: string; icon?: ReactNode; onSelect: () => void }
  | { kind: "choice"; key: string; label: string; icon?: ReactNode; chosen: boolean; onSelect: () => void };

type MenuPopupProps = {
  label: string;
  entries: readonly MenuEntry[];
  anchor: RefObject<HTMLElement | null>;
  align: "start" | "end";
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

const itemClass =
  "flex min-h-8 touch:min-h-11 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 text-[0.8125rem] outline-none select-none data-highlighted:bg-sunken [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-muted";

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case "text":
      return <div className="px-2.5 py-2 text-[0.8125rem]">{entry.content}</div>;
    case "line":
      return <Menu.Separator className="-mx-1 my-1 h-px bg-line" />;
    case "link":
      return (
        <Menu.LinkItem
          className={itemClass}
          closeOnClick
          render={<Link href={entry.href} />}
          aria-current={entry.current ? "page" : undefined}
        >
          {entry.icon}
          <span className="min-w-0 flex-1 truncate">{entry.label}</span>
          {entry.current && <Check aria-hidden="true" />}
        </Menu.LinkItem>
      );
    case "action":
      return (
        <Menu.Item className={itemClass} onClick={entry.onSelect}>
          {entry.icon}
          {entry.label}
        </Menu.Item>
      );
    case "choice":
      return (
        <Menu.CheckboxItem className={itemClass} closeOnClick checked={entry.chosen} onCheckedChange={entry.onSelect}>
          {entry.icon}
          <span className="flex-1">{entry.label}</span>
          {entry.chosen && <Check aria-hidden="true" />}
        </Menu.CheckboxItem>
      );
  }
}

/** The list a MenuButton opens. Focus goes back to the button. */
export function MenuPopup({ label, entries, anchor, align, open, onOpenChange }: MenuPopupProps) {
  return (
    <Menu.Root open={open} onOpenChange={onOpenChange}>
      <Menu.Portal>
        <Menu.Positioner
          anchor={anchor}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <Menu.Popup
            aria-label={label}
            finalFocus={anchor}
            className="popup-motion max-h-(--available-height) min-w-[max(13rem,var(--anchor-width))] max-w-72 overflow-y-auto rounded-lg border border-line-strong bg-surface p-1 shadow-raised outline-none"
          >
            {entries.map((entry) => (
              <Entry key={entry.key} entry={entry} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
