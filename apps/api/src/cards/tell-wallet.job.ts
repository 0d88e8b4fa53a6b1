import type { MarqetaClient } from '@afc/marqeta';
import { appendFeed } from '../feed/append.ts';
import { tokenFrom } from '../marqeta/cards.ts';
import { moveWalletToken, readWalletToken, type WalletReport } from '../marqeta/wallets.ts';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import type { Job } from '../platform/jobs.ts';
import { runOn } from '../platform/run.ts';
import { audit, read, transact } from '../platform/transact.ts';
import { findCard } from './card-store.ts';
import { TELL_MARQETA_OF_WALLET } from './wallet.service.ts';
import { findWalletToken, saveStanding, type StoredWalletToken } from './wallet-token-store.ts';
import { isWaiting, merge, type WalletTokenStanding } from './wallet-token.state.ts';

type Payload = { readonly companyId: string; readonly walletTokenId: string };

/** Tells Marqeta what we want of a card in a phone. While Marqeta is away the job fails and is tried again; a refusal is recorded. */
export class TellMarqetaOfWallet implements Job<Payload> {
  readonly name = TELL_MARQETA_OF_WALLET;

  constructor(
    private readonly database: Database,
    private readonly client: MarqetaClient,
  ) {}

  async run({ companyId, walletTokenId }: Payload): Promise<void> {
    const token = await read(this.database, companyId, (manager) => findWalletToken(runOn(manager), companyId, walletTokenId));
    if (token === null || token.wish === null || !isWaiting(token)) return;
    const { id, marqetaToken, wish, version } = token;
    const answer = await moveWalletToken(this.client, { token: tokenFrom(id, version, wish), marqetaToken, to: wish });
    if (!answer.refused) return this.#record(token, answer.report, null);
    // Our picture may be old: what Marqeta has on record decides whether there is still something to ask.
    return this.#record(token, await readWalletToken(this.client, marqetaToken), answer.code);
  }

  #record(seen: StoredWalletToken, report: WalletReport | null, refusal: string | null): Promise<void> {
    const { companyId, id } = seen;
    const actor = { kind: 'system', companyId, name: 'marqeta' } as const;
    return transact(this.database, { command: 'wallet.confirm', actor }, async (tx) => {
      await gate(tx, companyId);
      const run = runOn(tx);
      const before = await findWalletToken(run, companyId, id);
      const card = before === null ? null : await findCard(run, companyId, before.cardId);
      if (before === null || card === null) return;
      let after: WalletTokenStanding = report === null ? before : merge(before, report);
      if (refusal !== null && isWaiting(after) && before.version === seen.version) after = { ...after, refusal };
      await saveStanding(run, before, after, this.database.clock.now());
      await appendFeed(tx, {
        companyId,
        kind: 'CARD',
        event: 'wallet.changed',
        cardId: card.id,
        userId: card.userId,
        teamIds: card.teamIds,
      });
      audit(tx, {
        ...{ subjectType: 'wallet_token', subjectId: id },
        ...{ before: { state: before.state, wish: before.wish }, after: { state: after.state, wish: after.wish, refusal: after.refusal } },
      });
    });
  }
}
