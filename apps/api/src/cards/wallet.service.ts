import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import { appendFeed } from '../feed/append.ts';
import type { Database } from '../platform/database.ts';
import { NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { runOn } from '../platform/run.ts';
import { audit, once, transact } from '../platform/transact.ts';
import { findCard } from './card-store.ts';
import { findWalletToken, saveStanding } from './wallet-token-store.ts';
import { move, type WalletWish } from './wallet-token.state.ts';

export const TELL_MARQETA_OF_WALLET = 'walletToken.tellMarqeta';

export type MoveWalletToken = { readonly idempotencyKey: string; readonly walletTokenId: string; readonly to: WalletWish };

/** Pauses, resumes and removes cards in phones. Marqeta is told by a job; what we want stands until it has answered. */
export class WalletService {
  constructor(private readonly database: Database) {}

  /** @throws NotFoundError, ForbiddenError, WalletTokenMoveError */
  async move(by: Commander, input: MoveWalletToken, options: CommandOptions = {}): Promise<{ walletTokenId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    return transact(this.database, { ...options, command: 'wallet.move', actor }, async (tx) => {
      await gate(tx, companyId);
      const run = runOn(tx);
      const token = isUuid(input.walletTokenId) ? await findWalletToken(run, companyId, input.walletTokenId) : null;
      const card = token === null ? null : await findCard(run, companyId, token.cardId);
      if (token === null || card === null) throw new NotFoundError('card in a phone');
      assertCommander(by, 'wallet.move', { companyId, userId: card.userId, teamIds: card.teamIds });
      return once(tx, input.idempotencyKey, { id: token.id, to: input.to }, async () => {
        const after = move(token, input.to);
        await saveStanding(run, token, after, this.database.clock.now());
        await appendFeed(tx, {
          companyId,
          kind: 'CARD',
          event: 'wallet.changed',
          cardId: card.id,
          userId: card.userId,
          teamIds: card.teamIds,
        });
        audit(tx, { subjectType: 'wallet_token', subjectId: token.id, before: { state: token.state }, after: { wish: after.wish } });
        await enqueue(tx, TELL_MARQETA_OF_WALLET, { companyId, walletTokenId: token.id }, { key: token.id, queue: `wallet:${token.id}` });
        return { walletTokenId: token.id };
      });
    });
  }
}
