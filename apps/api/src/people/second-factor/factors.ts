import type { EntityManager } from 'typeorm';

/** What signing in asks for after the password: any of these, or a recovery code. */
export type Factors = {
  readonly authenticator: boolean;
  readonly passkey: boolean;
  readonly recoveryCodesLeft: number;
};

export async function factorsOf(runs: Pick<EntityManager, 'query'>, identityId: string): Promise<Factors> {
  const [row] = await runs.query<Factors[]>('SELECT authenticator, passkey, codes_left AS "recoveryCodesLeft" FROM auth_factors($1)', [
    identityId,
  ]);
  return row ?? { authenticator: false, passkey: false, recoveryCodesLeft: 0 };
}

/** Whether the password alone lets nobody in. */
export function hasFactor({ authenticator, passkey }: Factors): boolean {
  return authenticator || passkey;
}
