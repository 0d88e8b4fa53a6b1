import { type CommandoMode, type CommandoTransition, isTrue } from '@afc/marqeta';
import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import { type IncomingMessage, messageOf } from '../webhooks/incoming-message.ts';
import type { MarqetaLists } from './marqeta-lists.ts';

export type CommandoDeps = {
  readonly gateway: pg.Pool;
  readonly clock: Clock;
  readonly lists: Pick<MarqetaLists, 'commandoModes' | 'commandoTransitions'>;
  readonly store: (messages: readonly IncomingMessage[]) => Promise<void>;
};

/** As many transitions of a set as are looked at: the newest. */
const NEWEST = 100;

/** How Marqeta decides in our place just now, and each switch whose webhook we missed (wire-format §8). */
export async function lookAtCommando({ gateway, clock, lists, store }: CommandoDeps): Promise<void> {
  for await (const mode of lists.commandoModes()) {
    await keepMode(gateway, clock, mode);
    const newest: CommandoTransition[] = [];
    for await (const transition of lists.commandoTransitions(mode.token)) if (newest.push(transition) >= NEWEST) break;
    const { rows } = await gateway.query<{ token: string }>('SELECT token FROM commando_transitions WHERE token = ANY ($1)', [
      newest.map(({ token }) => token),
    ]);
    const known = new Set(rows.map(({ token }) => token));
    const missed = newest.filter(({ token }) => !known.has(token));
    if (missed.length > 0) await store(missed.map((transition) => messageOf('commandomodetransitions', transition)));
  }
}

async function keepMode(gateway: pg.Pool, clock: Clock, { token, current_state: state }: CommandoMode): Promise<void> {
  await gateway.query(
    `INSERT INTO commando_modes (token, enabled, channel, reason, username, seen_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (token) DO UPDATE SET enabled = excluded.enabled, channel = excluded.channel, reason = excluded.reason,
       username = excluded.username, seen_at = excluded.seen_at`,
    [token, isTrue(state?.commando_enabled), state?.channel ?? null, state?.reason ?? null, state?.username ?? null, clock.now()],
  );
}
