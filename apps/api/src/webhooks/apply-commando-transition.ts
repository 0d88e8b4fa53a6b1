import { type CommandoTransition, isTrue } from '@afc/marqeta';
import type pg from 'pg';

/** Keeps that Marqeta began, or ceased, to decide in our place. It belongs to no company. @returns false when it does not say which */
export async function applyCommandoTransition(
  client: pg.ClientBase,
  { token, commando_mode_token: mode, transition, created_time: at }: CommandoTransition,
): Promise<boolean> {
  if (mode === undefined || transition?.commando_enabled === undefined || at === undefined) return false;
  const { commando_enabled: enabled, channel, reason, username } = transition;
  await client.query(
    `INSERT INTO commando_transitions (token, mode_token, enabled, channel, reason, username, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (token) DO NOTHING`,
    [token, mode, isTrue(enabled), channel ?? null, reason ?? null, username ?? null, at],
  );
  return true;
}
