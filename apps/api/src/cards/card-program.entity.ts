import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export const CardType = { VIRTUAL: 'VIRTUAL', PHYSICAL: 'PHYSICAL' } as const;
export type CardType = keyof typeof CardType;
registerEnumType(CardType, {
  name: 'CardType',
  description: 'What a card is made of.',
  valuesConfig: {
    VIRTUAL: { description: 'A number alone: it is active as soon as Marqeta has it.' },
    PHYSICAL: { description: 'A card of plastic: its holder activates it when it has arrived.' },
  },
});

export type ProgramConfig = {
  /** Name of a colour of the theme. */
  readonly color: string;
  /** Name of a list of countries at Marqeta. */
  readonly acceptedCountriesToken?: string;
};

/** Table `card_products`: one Marqeta card product, template and scope of controls. */
@Entity('card_products')
@ObjectType({ simpleResolvers: true, description: 'A template for cards, one card product of Marqeta, and a scope for controls.' })
export class CardProgram {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  @Field(() => ID, { description: 'For `IssueCardInput.programId`, and for controls of this scope.' })
  @PrimaryColumn('uuid')
  readonly id: string;

  @Field(() => String, { description: "As the company's admins call it, no two alike." })
  @Column('text')
  readonly name: string;

  /** Null until Marqeta has confirmed the product. */
  @Column('text', { name: 'marqeta_product_token', nullable: true })
  readonly marqetaProductToken: string | null;

  @Field(() => CardType, { description: 'Of every card of the program.' })
  @Column('text', { name: 'card_type' })
  readonly cardType: CardType;

  @Field(() => String, { description: 'ISO 4217: in which all its cards spend, and the limits that they are issued with.' })
  @Column('text')
  readonly currency: string;

  @Column('jsonb')
  readonly config: ProgramConfig;

  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt: Date;

  @Field(() => String, { description: "Name of a colour of the theme, for the card's art." })
  get color(): string {
    return this.config.color;
  }
}
