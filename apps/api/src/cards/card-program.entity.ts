import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export const CardType = { VIRTUAL: 'VIRTUAL', PHYSICAL: 'PHYSICAL' } as const;
export type CardType = keyof typeof CardType;
registerEnumType(CardType, { name: 'CardType' });

export type ProgramConfig = {
  /** Name of a colour of the theme. */
  readonly color: string;
  /** Name of a list of countries at Marqeta. */
  readonly acceptedCountriesToken?: string;
};

/** Table `card_products`: one Marqeta card product, template and scope of controls. */
@Entity('card_products')
@ObjectType({ simpleResolvers: true })
export class CardProgram {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  @Field(() => ID)
  @PrimaryColumn('uuid')
  readonly id: string;

  @Field(() => String)
  @Column('text')
  readonly name: string;

  /** Null until Marqeta has confirmed the product. */
  @Column('text', { name: 'marqeta_product_token', nullable: true })
  readonly marqetaProductToken: string | null;

  @Field(() => CardType)
  @Column('text', { name: 'card_type' })
  readonly cardType: CardType;

  @Field(() => String)
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
