"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { MenuButton } from "#components/ui/menu-button.tsx";

const themes = [
  { value: "light", label: "Light", Icon: Sun },
  { value: "dark", label: "Dark", Icon: Moon },
  { value: "system", label: "Same as System", Icon: Monitor },
] as const;

/** Light, dark, or as the system has it. */
export function ThemeMenu() {
  const { theme, setTheme } = useTheme();
  return (
    <MenuButton
      label="Theme"
      className="flex size-9 touch:size-11 items-center justify-center rounded-md text-ink-muted hover:bg-sunken hover:text-ink"
      entries={themes.map(({ value, label, Icon }) => ({
        kind: "choice",
        key: value,
        label,
        icon: <Icon aria-hidden="true" />,
        chosen: theme === value,
        onSelect: () => setTheme(value),
      }))}
    >
      <Sun aria-hidden="true" className="size-4.5 dark:hidden" strokeWidth={1.75} />
      <Moon aria-hidden="true" className="hidden size-4.5 dark:block" strokeWidth={1.75} />
    </MenuButton>
  );
}
