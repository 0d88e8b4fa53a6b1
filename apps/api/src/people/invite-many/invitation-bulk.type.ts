import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MOST_AT_ONCE, undoableUntil } from '../../platform/bulk/bulk.ts';
import { BulkInput, BulkRowType, BulkType, UndoBulkInput } from '../../platform/bulk/bulk.type.ts';
import { InviteeInput } from '../invitation.resolver.ts';
import type { InvitationBulk, InvitationBulkAction } from './invitation-bulk.ts';

const InvitationBulkActions = {
  INVITE: 'INVITE',
  WITHDRAW: 'WITHDRAW',
} as const satisfies { readonly [Action in InvitationBulkAction]: Action };
registerEnumType(InvitationBulkActions, {
  name: 'InvitationBulkAction',
  description: 'What was done with the invitations of many people at once.',
  valuesConfig: {
    INVITE: { description: 'As `invitePerson`.' },
    WITHDRAW: { description: 'As `withdrawInvitation`: what was sent was taken back.' },
  },
});

@ObjectType('InvitationBulkRow', {
  simpleResolvers: true,
  description:
    'What became of one of the people. PERSON_EXISTS is the refusal of who is in the company already, PERSON_INVITED of who is invited.',
})
export class InvitationBulkRowType extends BulkRowType {
  readonly invitationId: string | null;

  @Field(() => Int, { description: 'Where they were named: 1 for the first.' })
  readonly place: number;
}

@ObjectType('InvitationBulk', {
  simpleResolvers: true,
  description: 'Many people who were invited at once, person by person. `undoInvitationBulk` takes it back.',
})
export class InvitationBulkType extends BulkType {
  @Field(() => InvitationBulkActions, { description: 'What was done.' })
  readonly action: InvitationBulkAction;
}

export function shownBulk(bulk: InvitationBulk): InvitationBulkType {
  const { id, action, madeAt } = bulk;
  return { id, action, madeAt, undoableUntil: undoableUntil(bulk) };
}

@InputType({ description: 'Names the people who are to be invited.' })
export class InvitePeopleInput extends BulkInput {
  @Field(() => [InviteeInput], { description: `1 to ${MOST_AT_ONCE}. What is wrong with one is said in their row.` })
  readonly people: InviteeInput[];
}

@InputType({ description: 'Names invitations that were sent at once, to withdraw those that were not accepted.' })
export class UndoInvitationBulkInput extends UndoBulkInput {}
