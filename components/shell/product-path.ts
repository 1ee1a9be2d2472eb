/** Where a product’s pages are. */
export const productHref = (projectId: string, page: string): string =>
  `/dashboard/products/${encodeURIComponent(projectId)}/${page}`;

/** The product a path is about, and the rest of the path; null outside of products. */
export function productOf(path: string): { projectId: string; page: string; rest: string[] } | null {
  const [, , products, projectId, page = "", ...rest] = path.split("/");
  if (products !== "products" || !projectId) return null;
  return { projectId: decodeURIComponent(projectId), page, rest: rest.map(decodeURIComponent) };
}
