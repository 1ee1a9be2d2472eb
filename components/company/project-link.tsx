import Link from "next/link";
import { productHref } from "#components/shell/product-path.ts";

type ProjectLinkProps = { projectId: string; name: string; month: string | undefined };

/** A project by its name, leading to its AI costs, of the month if one is given. */
export function ProjectLink({ projectId, name, month }: ProjectLinkProps) {
  return (
    <Link
      href={`${productHref(projectId, "ai-cost")}${month ? `?month=${month}` : ""}`}
      prefetch={false}
      title={name}
      className="line-clamp-2 w-fit max-w-full wrap-anywhere underline decoration-line-strong underline-offset-3 hover:decoration-current"
    >
      {name}
    </Link>
  );
}
