"use client";

import { ShortcutList } from "#components/shortcuts/shortcut-list.tsx";
import { setSingleKeys, useSingleKeys } from "#components/shortcuts/single-keys.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Switch } from "#components/ui/switch.tsx";

/** The keys of every page, and the switch for those without a modifier. */
export function KeysCard() {
  const singleKeys = useSingleKeys();
  return (
    <Card aria-labelledby="shortcuts" className="print:hidden">
      <CardHeader
        id="shortcuts"
        title="Keyboard Shortcuts"
        scope="Turn single keys off if you speak to your computer, or press them by chance. Kept in this browser."
      />
      <div className="grid gap-4 px-4 pt-3 pb-5 sm:px-5">
        <div>
          <Switch label="Single-Key Shortcuts" checked={singleKeys} onCheckedChange={setSingleKeys} />
        </div>
        <ShortcutList singleKeys={singleKeys} />
      </div>
    </Card>
  );
}
