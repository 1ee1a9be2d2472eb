import { ensureOwner, firstOwner, systemCtx } from "#server/access/organizations.ts";
import { prisma } from "#server/db.ts";
import { demoOrgId } from "#server/ingest/demo/demo-company.ts";
import { removeDemo } from "#server/ingest/demo/remove-demo.ts";
import { fillDemo } from "./demo.ts";
import type { StartOptions } from "./start-options.ts";
import type { Steps } from "./steps.ts";

/**
 * Makes the first organisation where there is none ("Demo" with its data, or an empty one), goes on with demo data
 * that is there or removes it, and returns the address of the owner, whom the sign-in link is for.
 */
export async function firstOrganization(steps: Steps, { demo }: Pick<StartOptions, "demo">): Promise<string> {
  const now = new Date();
  const oldest = await prisma().organization.findFirst({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  const settings = await prisma().orgSettings.findUnique({ where: { orgId: demoOrgId } });
  if (demo && (!oldest || settings?.demo)) {
    await steps.step("Demo data", () => fillDemo({ now, say: (text) => steps.sayOrStop(`  ${text}`) }));
  }
  if (!demo && settings?.demo) {
    await steps.step("Removing demo data", async () => {
      await removeDemo({ ctx: await systemCtx({ orgId: demoOrgId, by: "npm start -- --no-demo", now }) });
    });
  }
  const owner = await firstOwner();
  if (owner) return owner;
  const id = oldest?.id ?? (demo ? demoOrgId : "main");
  const { email } = await ensureOwner({ input: { email: "owner@purser.local", organization: { id } }, now });
  return email;
}
