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
  valuesConfig: { REQUESTED: { description: 'Marqeta does not have the card yet.' } },
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
registerEnumType(FulfillmentStatus, { name: 'FulfillmentStatus' });

export const ReplacementReason = { LOST: 'LOST', STOLEN: 'STOLEN', DAMAGED: 'DAMAGED', EXPIRING: 'EXPIRING' } as const;
registerEnumType(ReplacementReason, {
  name: 'ReplacementReason',
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
  valuesConfig: { ASK_AGAIN: { description: 'Have the issuer asked again for what it refused.' } },
});

@Entity('cards')
@ObjectType({ simpleResolvers: true })
export class Card implements States.CardState {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  @Field(() => ID)
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

  @Field(() => CardType)
  @Column('text', { name: 'card_type' })
  readonly cardType: CardType;

  @Column('text')
  readonly currency: string;

  @Field(() => CardStatus)
  @Column('text')
  readonly status: Wishes.CardStatus;

  @Column('text', { name: 'frozen_with', nullable: true })
  readonly frozenWith: States.Authority | null;

  @Field(() => IssuerCardStatus)
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

  @Field(() => FulfillmentStatus, { nullable: true })
  @Column('text', { name: 'fulfillment_status', nullable: true })
  readonly fulfillmentStatus: States.FulfillmentStatus | null;

  @Column('timestamptz', { name: 'fulfillment_changed_at', nullable: true })
  readonly fulfillmentChangedAt: Date | null;

  @Field(() => String, { nullable: true })
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

  @Field(() => Int)
  @Column('int')
  readonly version: number;

  @Field(() => Date)
  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  readonly updatedAt: Date;
}
