import { ensureOwner, firstOwner } from "#server/access/organizations.ts";
import type { StartOptions } from "./start-options.ts";
import type { Steps } from "./steps.ts";

/**
 * Whom the sign-in link is for: the owner of the oldest organisation. On an empty database that organisation is made
 * first: "Demo" with its data, or an empty one.
 */
export async function ownerOfFirstOrganization(_steps: Steps, _options: StartOptions): Promise<string> {
  const owner = await firstOwner();
  if (owner) return owner;
  const { email } = await ensureOwner({
    input: { email: "owner@purser.local", organization: { id: "main", name: "Main" } },
    now: new Date(),
  });
  return email;
}
