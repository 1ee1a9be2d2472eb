"use client";

import { type ComponentType, type RefObject, startTransition, useEffect, useState } from "react";
import { whenIdle } from "#components/ui/when-idle.ts";

/**
 * Loads a component once `place` has come into view and the browser has nothing better to do, and mounts it in slices
 * that let input through. Undefined until then, and for good if it cannot be loaded: what stands in for it must be
 * complete by itself.
 */
export function useIdleComponent<Props>(
  load: () => Promise<ComponentType<Props>>,
  place: RefObject<Element | null>,
): ComponentType<Props> | undefined {
  const [component, setComponent] = useState<ComponentType<Props>>();
  useEffect(() => {
    let wanted = true;
    let cancelIdle = () => {};
    const start = () =>
      load().then(
        (loaded) => wanted && startTransition(() => setComponent(() => loaded)),
        () => undefined,
      );
    const view = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      view.disconnect();
      cancelIdle = whenIdle(start);
    });
    if (place.current) view.observe(place.current);
    return () => {
      wanted = false;
      view.disconnect();
      cancelIdle();
    };
  }, [load, place]);
  return component;
}
