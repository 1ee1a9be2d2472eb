/** Does something once the browser has nothing better to do; Safari has no requestIdleCallback. Returns how to call it off. */
export function whenIdle(work: () => void): () => void {
  if (typeof window.requestIdleCallback === "function") {
    const handle = window.requestIdleCallback(work, { timeout: 4000 });
    return () => window.cancelIdleCallback(handle);
  }
  const handle = window.setTimeout(work, 600);
  return () => window.clearTimeout(handle);
}
