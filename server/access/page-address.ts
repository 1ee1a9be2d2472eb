/** Tells a page, while it is rendered, the address it was asked for. Set by `server/main`. */
export const pageAddressHeader = "x-purser-page";

/** An address of our own pages that is fit to go on to; anything else, another site above all, is the dashboard. */
export function safeAddress(address: string | null | undefined): string {
  const fallback = "/dashboard";
  if (!address?.startsWith("/")) return fallback;
  const base = "http://purser.invalid";
  if (!URL.canParse(address, base)) return fallback;
  const url = new URL(address, base);
  // "//elsewhere" and "/\\elsewhere" start with a slash and are another site.
  if (url.origin !== base || url.pathname.startsWith("/api/")) return fallback;
  url.searchParams.delete("_rsc");
  return `${url.pathname}${url.search}`;
}
