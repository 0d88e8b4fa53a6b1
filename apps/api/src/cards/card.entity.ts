import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { CardType } from './card-program.entity.ts';
import type * as States from './card.state.ts';
import type * as Wishes from './card-status.ts';
import type * as Replacements from '../marqeta/replacement-reason.ts';

export const CardStatus = { UNACTIVATED: 'UNACTIVATED', ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED', TERMINATED: 'TERMINATED' } as const;
registerEnumType(CardStatus, {
  name: 'CardStatus',
  description: 'What we want of the card, and, as `issuerStatus`, what Marqeta last reported.',
  valuesConfig: {
    UNACTIVATED: { description: 'A physical card on its way to the holder, who activates it.' },
    ACTIVE: { description: 'May be used, if Marqeta has it active too.' },
    SUSPENDED: { description: 'Frozen: declined from this moment on, whether Marqeta knows yet or not.' },
    TERMINATED: { description: 'Final; the holder needs another card.' },
  },
});

const IssuerCardStatus = {
  REQUESTED: 'REQUESTED',
  UNACTIVATED: 'UNACTIVATED',
  ACTIVE: 'ACTIVE',
  LIMITED: 'LIMITED',
  SUSPENDED: 'SUSPENDED',
  TERMINATED: 'TERMINATED',
  UNSUPPORTED: 'UNSUPPORTED',
} as const;
registerEnumType(IssuerCardStatus, {
  name: 'IssuerCardStatus',
  description: 'What Marqeta last reported of a card. It can be used while this and `status` are both `ACTIVE`.',
  valuesConfig: {
    REQUESTED: { description: 'Marqeta does not have the card yet.' },
    UNACTIVATED: { description: 'Marqeta has made the card, and it was never active.' },
    ACTIVE: { description: 'Marqeta lets it be used.' },
    LIMITED: { description: 'Restricted by Marqeta itself: no command here opens it again.' },
    SUSPENDED: { description: 'Frozen, at our wish or by Marqeta itself, such as for fraud.' },
    TERMINATED: { description: 'Final; our own status follows.' },
    UNSUPPORTED: { description: 'Marqeta reports a state that is none of these: the card stays closed.' },
  },
});

const FulfillmentStatus = {
  ISSUED: 'ISSUED',
  ORDERED: 'ORDERED',
  REORDERED: 'REORDERED',
  REJECTED: 'REJECTED',
  SHIPPED: 'SHIPPED',
  DELIVERED: 'DELIVERED',
  DIGITALLY_PRESENTED: 'DIGITALLY_PRESENTED',
} as const;
registerEnumType(FulfillmentStatus, {
  name: 'FulfillmentStatus',
  description: 'How far the making and sending of a card has come, as Marqeta reports it.',
  valuesConfig: {
    ISSUED: { description: 'The card exists at Marqeta.' },
    ORDERED: { description: 'It is ordered from the printer.' },
    REORDERED: { description: 'It is ordered from the printer once more.' },
    REJECTED: { description: 'The printer did not take the order.' },
    SHIPPED: { description: 'It is on its way to the holder.' },
    DELIVERED: { description: 'It has arrived.' },
    DIGITALLY_PRESENTED: { description: 'Its full number was shown.' },
  },
});

export const ReplacementReason = { LOST: 'LOST', STOLEN: 'STOLEN', DAMAGED: 'DAMAGED', EXPIRING: 'EXPIRING' } as const;
registerEnumType(ReplacementReason, {
  name: 'ReplacementReason',
  description: 'Why a card takes the place of another.',
  valuesConfig: {
    LOST: { description: 'The card ends at once; the new one has another number.' },
    STOLEN: { description: 'The card ends at once; the new one has another number.' },
    DAMAGED: { description: 'The new card has the same number; the old one ends when it is activated.' },
    EXPIRING: { description: 'The new card has the same number; the old one ends when it is activated.' },
  },
});

export const CardAction = {
  FREEZE: 'FREEZE',
  UNFREEZE: 'UNFREEZE',
  ACTIVATE: 'ACTIVATE',
  TERMINATE: 'TERMINATE',
  ASK_AGAIN: 'ASK_AGAIN',
} as const;
export type CardAction = keyof typeof CardAction;
registerEnumType(CardAction, {
  name: 'CardAction',
  description: 'What can be done with a card by a `CardCommandInput`.',
  valuesConfig: {
    FREEZE: { description: 'By `freezeCard`.' },
    UNFREEZE: { description: 'By `unfreezeCard`; absent when somebody of more authority froze it, or Marqeta itself holds it.' },
    ACTIVATE: { description: 'By `activateCard`, when a physical card has arrived.' },
    TERMINATE: { description: 'By `terminateCard`, for good.' },
    ASK_AGAIN: { description: 'Have the issuer asked again for what it refused, by `askIssuerAgain`.' },
  },
});

@Entity('cards')
@ObjectType({ simpleResolvers: true, description: 'A payment card of a person, with what we want of it and what Marqeta reports of it.' })
export class Card implements States.CardState {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  @Field(() => ID, { description: 'The same for as long as the card exists; one that takes its place has another.' })
  @PrimaryColumn('uuid')
  readonly id: string;

  /** The holder. */
  @Column('uuid', { name: 'user_id' })
  readonly userId: string;

  @Column('uuid', { name: 'card_product_id' })
  readonly cardProductId: string;

  @Column('text', { name: 'marqeta_card_token' })
  readonly marqetaCardToken: string;

  @Field(() => String, { description: 'What the holder calls it.' })
  @Column('text')
  readonly name: string;

  @Field(() => CardType, { description: 'Of its program.' })
  @Column('text', { name: 'card_type' })
  readonly cardType: CardType;

  @Column('text')
  readonly currency: string;

  @Field(() => CardStatus, { description: 'What the company wants of it. Declines follow it from the very next authorization.' })
  @Column('text')
  readonly status: Wishes.CardStatus;

  @Column('text', { name: 'frozen_with', nullable: true })
  readonly frozenWith: States.Authority | null;

  @Field(() => IssuerCardStatus, {
    description: 'What Marqeta last reported. The card can be used while this and `status` are both `ACTIVE`.',
  })
  @Column('text', { name: 'issuer_status' })
  readonly issuerStatus: States.IssuerStatus;

  @Column('text', { name: 'issuer_channel', nullable: true })
  readonly issuerChannel: string | null;

  @Column('timestamptz', { name: 'issuer_changed_at', nullable: true })
  readonly issuerChangedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code with which Marqeta refused what we asked for last. It is asked again by `askIssuerAgain`.',
  })
  @Column('text', { name: 'issuer_refusal', nullable: true })
  readonly issuerRefusal: string | null;

  @Column('timestamptz', { name: 'waiting_since', nullable: true })
  readonly waitingSince: Date | null;

  @Field(() => Boolean, { description: 'True while Marqeta has not confirmed what we asked for last.' })
  get waitingForIssuer(): boolean {
    return this.waitingSince !== null;
  }

  @Field(() => FulfillmentStatus, {
    nullable: true,
    description: 'How far the making and sending of it has come; null until Marqeta reports it.',
  })
  @Column('text', { name: 'fulfillment_status', nullable: true })
  readonly fulfillmentStatus: States.FulfillmentStatus | null;

  @Column('timestamptz', { name: 'fulfillment_changed_at', nullable: true })
  readonly fulfillmentChangedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of its number; null until Marqeta has made the card. The whole number is shown by `revealCard` alone.',
  })
  @Column('text', { name: 'last_four', nullable: true })
  readonly lastFour: string | null;

  @Field(() => Date, { nullable: true, description: "End of the card's last month." })
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  readonly expiresAt: Date | null;

  @Column('uuid', { name: 'replaces_card_id', nullable: true })
  readonly replacesCardId: string | null;

  @Field(() => ReplacementReason, { nullable: true, description: 'Why this card took the place of another; null when it did not.' })
  @Column('text', { name: 'replacement_reason', nullable: true })
  readonly replacementReason: Replacements.ReplacementReason | null;

  /** The first card of its line of replacements, whose controls bind all of them; null when it is that card. */
  @Column('uuid', { name: 'line_id', nullable: true })
  readonly lineId: string | null;

  @Field(() => Int, {
    description: 'Goes up when what the company wants of it changes, not with what Marqeta reports; for `expectedVersion`.',
  })
  @Column('int')
  readonly version: number;

  @Field(() => Date, { description: 'When it was asked for here.' })
  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  readonly updatedAt: Date;
}
