import {
  invitationLink,
  listInvitations,
  revokeInvitation,
  revokeInvitationInput,
} from "#server/access/invitations.ts";
import { inviteMember, inviteMemberInput } from "#server/access/invite-member.ts";
import {
  leaveOrganization,
  listMembers,
  memberInput,
  removeMember,
  setMemberRole,
  setMemberRoleInput,
} from "#server/access/members.ts";
import { orgProcedure, router } from "../init.ts";

/** Who belongs to the organisation, and who is invited. */
export const membersRouter = router({
  list: orgProcedure("manageMembers").query(async ({ ctx }) => {
    const [members, invitations] = await Promise.all([listMembers(ctx), listInvitations(ctx)]);
    return { members, invitations };
  }),

  /** Answers the link by which the invited person joins, and whether it was mailed as well. */
  invite: orgProcedure("manageMembers")
    .input(inviteMemberInput)
    .mutation(async ({ ctx, input }) => {
      const { id, email, mailed, expiresAt } = await inviteMember({ ctx, input });
      return { email, mailed, link: invitationLink(id), expiresAt: expiresAt.toISOString() };
    }),

  revokeInvitation: orgProcedure("manageMembers")
    .input(revokeInvitationInput)
    .mutation(({ ctx, input }) => revokeInvitation({ ctx, input })),

  setRole: orgProcedure("manageMembers")
    .input(setMemberRoleInput)
    .mutation(({ ctx, input }) => setMemberRole({ ctx, input })),

  remove: orgProcedure("manageMembers")
    .input(memberInput)
    .mutation(({ ctx, input }) => removeMember({ ctx, input })),

  /** Ends one's own membership. */
  leave: orgProcedure("view").mutation(({ ctx }) => leaveOrganization({ ctx })),
});
