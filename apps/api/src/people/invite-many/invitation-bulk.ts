import type { Bulk, BulkOutcome } from '../../platform/bulk/bulk.ts';
import { BulkStore } from '../../platform/bulk/bulk-store.ts';

export type InvitationBulkAction = 'INVITE' | 'WITHDRAW';

/** Many people who were invited, or whose invitations were withdrawn. */
export type InvitationBulk = Bulk<InvitationBulkAction>;

/** What became of one of them; who was refused has no invitation. */
export type InvitationBulkRow = BulkOutcome & { readonly invitationId: string | null };

export const invitationBulks = new BulkStore<InvitationBulk, InvitationBulkRow>({
  ...{ bulks: 'invitation_bulks', rows: 'invitation_bulk_rows', ofBulk: {} },
  ofRow: { invitationId: ['invitation_id', 'uuid'] },
});
