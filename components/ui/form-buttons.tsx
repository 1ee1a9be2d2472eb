import type { ReactNode } from "react";
import { Button } from "./button.tsx";

type FormButtonsProps = { busy: boolean; onCancel: () => void; children: ReactNode };

/** How a form in a dialog ends: Cancel, and the button that sends it. */
export function FormButtons({ busy, onCancel, children }: FormButtonsProps) {
  return (
    <div className="flex justify-end gap-2">
      <Button size="medium" onClick={onCancel}>
        Cancel
      </Button>
      <Button size="medium" variant="primary" type="submit" busy={busy}>
        {children}
      </Button>
    </div>
  );
}
