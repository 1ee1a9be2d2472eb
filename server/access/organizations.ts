import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import type { Ctx, OrgId } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";

/** The id of an organisation: it is Better Auth's slug too, and stands in addresses and headers. */
const organizationId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "must be 1 to 63 of a–z, 0–9, - and _, and start with a letter or digit");

const email = z.email("must be an e-mail address").transform((address) => address.toLowerCase());

export const createOrganizationInput = z.strictObject({
  id: organizationId,
  name: z.string().trim().min(1, "must not be empty").max(100, "must be at most 100 characters").optional(),
  /** Whoever becomes its owner; left out, the organisation is reached by API keys only. */
  ownerEmail: email.optional(),
});

/**
 * Makes an organisation with its settings and, if named, its owner (an existing user), all or nothing.
 * Only Purser itself calls this: `by` names the command or job for the audit log.
 * @throws AppError `validation_failed`, `conflict` when the id is taken, `not_found` when the owner has no account.
 */
export async function createOrganization({
  by,
  input,
  now,
}: {
  by: string;
  input: z.input<typeof createOrganizationInput>;
  now: Date;
}): Promise<Ctx> {
  const { id, name = id, ownerEmail } = parseInput(createOrganizationInput, input);
  const ctx: Ctx = { orgId: id as OrgId, actor: { kind: "system", name: by }, now };
  try {
    await prisma().$transaction(async (tx) => {
      await tx.organization.create({ data: { id, slug: id, name, createdAt: now } });
      await tx.orgSettings.create({ data: { orgId: id, createdAt: now, updatedAt: now } });
      if (ownerEmail) {
        const owner = await tx.user.findUnique({ where: { email: ownerEmail } });
        if (!owner) throw new AppError("not_found", `There is no user "${ownerEmail}".`);
        await tx.member.create({
          data: { id: uuidv7(), organizationId: id, userId: owner.id, role: "owner", createdAt: now },
        });
      }
      await audit(tx, ctx, { action: "organization.create", target: id, after: { name, owner: ownerEmail ?? null } });
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
      throw new AppError("conflict", `There is an organisation "${id}" already.`, { cause: error });
    }
    throw error;
  }
  return ctx;
}

/**
 * What a command or a job acts with in one organisation; `by` names it in the audit log.
 * @throws AppError `not_found` when there is no such organisation.
 */
export async function systemCtx({ orgId, by, now }: { orgId: string; by: string; now: Date }): Promise<Ctx> {
  const found = await prisma().organization.findUnique({ where: { id: orgId } });
  if (!found) {
    throw new AppError(
      "not_found",
      `There is no organisation "${orgId}". Create it with: npm run org -- create ${orgId}`,
    );
  }
  return { orgId: found.id as OrgId, actor: { kind: "system", name: by }, now };
}

/**
 * The organisation that a command means which names none.
 * @throws AppError `validation_failed` where there is not exactly one.
 */
export async function onlyOrganization(): Promise<string> {
  const found = await prisma().organization.findMany({ select: { id: true }, orderBy: { createdAt: "asc" }, take: 20 });
  const [only] = found;
  if (only && found.length === 1) return only.id;
  const names = found.map(({ id }) => id).join(", ");
  throw new AppError(
    "validation_failed",
    only
      ? `Say which organisation with --org: ${names}.`
      : "There is no organisation yet. Start Purser once: npm start",
  );
}

/** The e-mail address of whoever owns an organisation longest; null while nobody does. */
export async function firstOwner(orgId?: string): Promise<string | null> {
  const member = await prisma().member.findFirst({
    where: { role: "owner", organizationId: orgId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    include: { user: true },
  });
  return member?.user.email ?? null;
}

export const ensureOwnerInput = z.strictObject({
  email,
  name: z.string().trim().min(1).max(100).default("Owner"),
  organization: z.strictObject({ id: organizationId, name: z.string().trim().min(1).max(100).optional() }),
});

/**
 * Makes sure that an organisation exists and has an owner: makes what is missing, changes nothing that is there.
 * The new owner has no password; they come in by `createSignInLink`.
 * Returns the address of the owner, which is another than asked for when the organisation had one already.
 * @throws AppError `validation_failed`.
 */
export async function ensureOwner({
  input,
  now,
}: {
  input: z.input<typeof ensureOwnerInput>;
  now: Date;
}): Promise<{ email: string; ctx: Ctx }> {
  const { email: address, name, organization } = parseInput(ensureOwnerInput, input);
  const exists = await prisma().organization.findUnique({ where: { id: organization.id } });
  const by = "start";
  const ctx = exists
    ? await systemCtx({ orgId: organization.id, by, now })
    : await createOrganization({ by, input: organization, now });
  const owner = await firstOwner(organization.id);
  if (owner) return { email: owner, ctx };

  const user = await prisma().user.upsert({
    where: { email: address },
    // Verified: the one who can start the server needs no further proof.
    create: { id: uuidv7(), email: address, name, emailVerified: true, createdAt: now },
    update: {},
  });
  const member = { organizationId: organization.id, userId: user.id };
  await prisma().member.upsert({
    where: { organizationId_userId: member },
    create: { ...member, id: uuidv7(), role: "owner", createdAt: now },
    update: { role: "owner" },
  });
  return { email: user.email, ctx };
}
