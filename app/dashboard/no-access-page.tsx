import "server-only";
import { NoAccess } from "#components/settings/no-access.tsx";
import { permissionHolders } from "#server/access/permission-holders.ts";
import type { Permission } from "#server/access/permissions.ts";
import { workspace } from "./workspace.ts";

type NoAccessPageProps = { title: string; what: string; permission: Permission };

/** In place of a page that takes a permission which the reader has not. */
export async function NoAccessPage({ title, what, permission }: NoAccessPageProps) {
  const { orgId } = await workspace();
  return <NoAccess title={title} what={what} holders={await permissionHolders({ orgId }, permission)} />;
}
