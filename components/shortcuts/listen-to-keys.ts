import { closePalette, openPalette } from "#components/palette/palette-store.ts";
import { openShortcuts } from "./shortcuts-store.ts";
import { areSingleKeysOn } from "./single-keys.ts";

/**
 * Listens to the keys of every page. Ctrl+K (⌘K) always; those without a modifier only where nothing is typed into, no
 * dialog or menu is open and they are not turned off. Returns what ends it.
 */
export function listenToKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const { key, ctrlKey, metaKey, altKey } = event;
    if ((ctrlKey || metaKey) && !altKey && !event.shiftKey && key.toLowerCase() === "k") {
      event.preventDefault();
      if (!document.querySelector("[role=dialog],[role=alertdialog]")) openPalette();
      else if (document.querySelector("[role=dialog] [role=listbox]")) closePalette();
      return;
    }
    if (ctrlKey || metaKey || altKey || event.repeat || !areSingleKeysOn()) return;
    if (isTypedInto(event.target) || document.querySelector("[role=dialog],[role=alertdialog],[role=menu]")) return;
    if (singleKeys[key]?.() ?? chooseRange(key)) event.preventDefault();
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

const singleKeys: Record<string, () => boolean> = {
  "?": () => {
    openShortcuts();
    return true;
  },
  "/": () => {
    const box = [...document.querySelectorAll<HTMLInputElement>("main input[type=search]")].find(isShown);
    if (box) {
      box.focus();
      box.select();
    } else openPalette();
    return true;
  },
};

/** `1` to `4` are the choices of the page’s Time Range. */
function chooseRange(key: string): boolean {
  if (!/^[1-4]$/.test(key)) return false;
  const ranges = document.querySelectorAll<HTMLInputElement>(
    "main [role=radiogroup][aria-label='Time Range'] input[type=radio]",
  );
  const range = ranges[Number(key) - 1];
  if (!range || !isShown(range)) return false;
  range.click();
  return true;
}

const isShown = (element: HTMLElement): boolean => element.getClientRects().length > 0;

/** Where a letter is text or chooses by itself. */
function isTypedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "button", "submit"].includes(target.type);
  return target.isContentEditable || target.closest("select, textarea, [role=listbox], [role=combobox]") !== null;
}
