import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The key that seals a person's data. When it is gone, so is what it sealed. */
@Entity('person_keys')
export class PersonKey {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  readonly userId: string;

  @Column('bytea', { name: 'wrapped_key', nullable: true })
  readonly wrappedKey: Buffer | null;

  @Column('text', { name: 'master_key_id' })
  readonly masterKeyId: string;

  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt: Date;

  @Column('timestamptz', { name: 'erased_at', nullable: true })
  readonly erasedAt: Date | null;
}
