import type { IssuerCard } from '../marqeta/issuer-report.ts';
import type { ReplacementReason } from '../marqeta/replacement-reason.ts';
import type { Run } from '../platform/run.ts';
import { type CardState, isWaiting } from './card.state.ts';

/** A card as its state is decided on. */
export type StoredCard = CardState & {
  readonly companyId: string;
  readonly id: string;
  readonly userId: string;
  /** The holder's teams. */
  readonly teamIds: readonly string[];
  readonly version: number;
  readonly waitingSince: Date | null;
  readonly replacesCardId: string | null;
  /** The card that takes its place, as far as it has come. */
  readonly replacement: {
    readonly cardId: string;
    readonly reason: ReplacementReason;
    readonly issuerStatus: string;
    readonly issuerRefusal: string | null;
  } | null;
};

const SELECT = `
  SELECT c.company_id AS "companyId", c.id, c.user_id AS "userId", c.status, c.frozen_with AS "frozenWith", c.version,
         c.issuer_status AS "issuerStatus", c.issuer_channel AS "issuerChannel", c.issuer_changed_at AS "issuerChangedAt",
         c.fulfillment_status AS "fulfillmentStatus", c.fulfillment_changed_at AS "fulfillmentChangedAt",
         c.issuer_refusal AS "issuerRefusal", c.waiting_since AS "waitingSince", c.replaces_card_id AS "replacesCardId",
         (SELECT json_build_object('cardId', r.id, 'reason', r.replacement_reason, 'issuerStatus', r.issuer_status, 'issuerRefusal', r.issuer_refusal)
            FROM cards r WHERE r.company_id = c.company_id AND r.replaces_card_id = c.id) AS replacement,
         ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = c.company_id AND m.user_id = c.user_id ORDER BY 1) AS "teamIds"
    FROM cards c`;

export async function findCard(run: Run, companyId: string, cardId: string): Promise<StoredCard | null> {
  const [card] = await run<StoredCard>(`${SELECT} WHERE c.company_id = $1 AND c.id = $2`, [companyId, cardId]);
  return card ?? null;
}

export async function findCardByToken(run: Run, marqetaCardToken: string): Promise<StoredCard | null> {
  const [card] = await run<StoredCard>(`${SELECT} WHERE c.marqeta_card_token = $1`, [marqetaCardToken]);
  return card ?? null;
}

/**
 * Writes a card's new state. What somebody would decide on, when it changes, makes a new version. Under the gate.
 * @param options.answered Marqeta has said what it has of the card, after all that we asked before
 */
export async function saveState(
  run: Run,
  before: StoredCard,
  after: CardState,
  now: Date,
  { shown = null, answered }: { readonly shown?: IssuerCard | null; readonly answered: boolean },
): Promise<StoredCard> {
  // Asked for one thing and then for its opposite, only Marqeta knows whether the first took effect: the card waits until it has said.
  const isOpen = isWaiting(after) || (before.waitingSince !== null && !answered && after.issuerRefusal === null);
  const waitingSince = isOpen ? (before.waitingSince ?? now) : null;
  const decided = before.status !== after.status || before.frozenWith !== after.frozenWith;
  const version = decided ? before.version + 1 : before.version;
  await run(
    `UPDATE cards SET status = $3, frozen_with = $4, version = $5, issuer_status = $6, issuer_channel = $7, issuer_changed_at = $8,
            fulfillment_status = $9, fulfillment_changed_at = $10, issuer_refusal = $11, waiting_since = $12,
            last_four = coalesce($13, last_four), expires_at = coalesce($14, expires_at), updated_at = $15
      WHERE company_id = $1 AND id = $2`,
    [
      before.companyId,
      before.id,
      after.status,
      after.frozenWith,
      version,
      after.issuerStatus,
      after.issuerChannel,
      after.issuerChangedAt,
      after.fulfillmentStatus,
      after.fulfillmentChangedAt,
      after.issuerRefusal,
      waitingSince,
      shown?.lastFour ?? null,
      shown?.expiresAt ?? null,
      now,
    ],
  );
  return { ...before, ...after, version, waitingSince };
}

export type NewCardEvent = {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly actorName?: string | null;
  readonly reason?: string | null;
  /** Marqeta's token of the transition: what arrives twice is written once. */
  readonly transitionToken?: string | null;
  readonly detail?: object;
};

/** True when it was not there yet. */
export async function insertEvent(
  run: Run,
  card: { readonly companyId: string; readonly id: string },
  event: NewCardEvent,
): Promise<boolean> {
  const rows = await run(
    `INSERT INTO card_events (company_id, id, card_id, at, kind, actor_name, reason, marqeta_transition_token, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (company_id, marqeta_transition_token) DO NOTHING RETURNING id`,
    [
      card.companyId,
      event.id,
      card.id,
      event.at,
      event.kind,
      event.actorName ?? null,
      event.reason ?? null,
      event.transitionToken ?? null,
      JSON.stringify(event.detail ?? {}),
    ],
  );
  return rows.length > 0;
}
