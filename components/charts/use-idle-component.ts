"use client";

import { type ComponentType, useEffect, useState } from "react";

/**
 * Loads a component when the browser has nothing better to do. Undefined until then, and for good if it cannot be
 * loaded: what stands in for it must be complete by itself.
 */
export function useIdleComponent<Props>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> | undefined {
  const [component, setComponent] = useState<ComponentType<Props>>();
  useEffect(() => {
    let wanted = true;
    const start = () =>
      load().then(
        (loaded) => wanted && setComponent(() => loaded),
        () => undefined,
      );
    const hasIdle = typeof window.requestIdleCallback === "function";
    const handle = hasIdle ? window.requestIdleCallback(start, { timeout: 4000 }) : window.setTimeout(start, 600);
    return () => {
      wanted = false;
      if (hasIdle) window.cancelIdleCallback(handle);
      else window.clearTimeout(handle);
    };
  }, [load]);
  return component;
}
