import { z } from "zod";
import { type OrgId, type Role, roles } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";

/** One organisation that a person belongs to. */
export type Membership = { id: OrgId; name: string; role: Role };

const membershipsStatement = statement(
  "access_memberships",
  `SELECT m.organization_id AS id, o.name, m.role
   FROM members m JOIN organizations o ON o.id = m.organization_id
   WHERE m.user_id = $1 ORDER BY m.created_at, m.id`,
  z.object({
    // Minted here: what the database says this person belongs to.
    id: z.string().transform((id) => id as OrgId),
    name: z.string(),
    role: z.enum(roles).catch("member"),
  }),
);

/** The organisations of a person, the one joined first at the front. */
export function membershipsOf(userId: string): Promise<Membership[]> {
  return membershipsStatement(pool(), [userId]);
}
