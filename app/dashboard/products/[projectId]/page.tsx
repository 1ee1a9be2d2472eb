import { redirect } from "next/navigation";
import { productHref } from "#components/shell/product-path.ts";

export default async function ProductPage({ params }: { params: Promise<{ projectId: string }> }) {
  redirect(productHref(decodeURIComponent((await params).projectId), "ai-cost"));
}
