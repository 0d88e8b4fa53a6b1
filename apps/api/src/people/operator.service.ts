import pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Sealer } from '../platform/seal.ts';
import { normalizedEmail } from '../platform/seal.ts';
import { sealIdentityEmail } from './sealed-email.ts';
import { hashPassword } from './sign-in/password.ts';
import { checkNewPassword } from './sign-in/password-strength.ts';

export type NewOperator = { readonly email: string; readonly displayName: string; readonly password: string };

/**
 * Makes operators. It signs in as the owner of the schema: nothing that answers requests can make one.
 */
export class OperatorService {
  constructor(
    private readonly ownerUrl: string,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  /** Makes an operator, or an operator of an identity that is there; that one keeps its password. */
  async ensure({ email, displayName, password }: NewOperator): Promise<{ identityId: string }> {
    await checkNewPassword(password);
    const identity = sealIdentityEmail(this.sealer, normalizedEmail(email));
    const passwordHash = await hashPassword(password);
    const client = new pg.Client({ connectionString: this.ownerUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ id: string }>(
        `INSERT INTO identities (id, email_hash, email_sealed, wrapped_key, password_hash, is_operator, display_name, created_at)
         VALUES ($1, $2, $3, $4, $5, true, $6, $7)
         ON CONFLICT (email_hash) DO UPDATE SET is_operator = true RETURNING id`,
        [uuidv7(this.clock), identity.hash, identity.sealed, identity.wrapped, passwordHash, displayName, this.clock.now()],
      );
      const [row] = rows;
      if (row === undefined) throw new Error('the operator was not stored');
      return { identityId: row.id };
    } finally {
      await client.end();
    }
  }
}
