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
  const [card] = (await findCards(run, companyId, [cardId])).values();
  return card ?? null;
}

/** Those of the cards that the company has, by their ids. */
export async function findCards(run: Run, companyId: string, cardIds: readonly string[]): Promise<ReadonlyMap<string, StoredCard>> {
  const cards = await run<StoredCard>(`${SELECT} WHERE c.company_id = $1 AND c.id = ANY ($2)`, [companyId, cardIds]);
  return new Map(cards.map((card) => [card.id, card]));
}

/** Somebody's cards that are not terminated. */
export function findCardsInUse(run: Run, companyId: string, holderId: string): Promise<StoredCard[]> {
  return run<StoredCard>(`${SELECT} WHERE c.company_id = $1 AND c.user_id = $2 AND c.status <> 'TERMINATED' ORDER BY c.id`, [
    companyId,
    holderId,
  ]);
}

export async function findCardByToken(run: Run, marqetaCardToken: string): Promise<StoredCard | null> {
  const [card] = await run<StoredCard>(`${SELECT} WHERE c.marqeta_card_token = $1`, [marqetaCardToken]);
  return card ?? null;
}

/** What somebody would decide on, when it changes, makes a new version. */
export function versionAfter(before: StoredCard, after: CardState): number {
  return before.status !== after.status || before.frozenWith !== after.frozenWith ? before.version + 1 : before.version;
}

type Saving = {
  /** What Marqeta shows of the card. */
  readonly shown?: IssuerCard | null;
  /** Marqeta has said what it has of the card, after all that we asked before. */
  readonly answered: boolean;
};

/** Writes a card's new state. Under the gate. */
export async function saveState(run: Run, before: StoredCard, after: CardState, now: Date, saving: Saving): Promise<StoredCard> {
  const [saved] = await saveStates(run, before.companyId, [{ before, after }], now, saving);
  if (saved === undefined) throw new Error(`card ${before.id} was not saved`);
  return saved;
}

/** The same for many cards of a company, each once, with one statement. */
export async function saveStates(
  run: Run,
  companyId: string,
  changes: readonly { readonly before: StoredCard; readonly after: CardState }[],
  now: Date,
  { shown = null, answered }: Saving,
): Promise<StoredCard[]> {
  const saved = changes.map(({ before, after }): StoredCard => {
    // Asked for one thing and then for its opposite, only Marqeta knows whether the first took effect: the card waits until it has said.
    const isOpen = isWaiting(after) || (before.waitingSince !== null && !answered && after.issuerRefusal === null);
    return { ...before, ...after, version: versionAfter(before, after), waitingSince: isOpen ? (before.waitingSince ?? now) : null };
  });
  await run(
    `UPDATE cards c SET status = n.status, frozen_with = n."frozenWith", version = n.version, issuer_status = n."issuerStatus",
            issuer_channel = n."issuerChannel", issuer_changed_at = n."issuerChangedAt", fulfillment_status = n."fulfillmentStatus",
            fulfillment_changed_at = n."fulfillmentChangedAt", issuer_refusal = n."issuerRefusal", waiting_since = n."waitingSince",
            last_four = coalesce($3, c.last_four), expires_at = coalesce($4, c.expires_at), updated_at = $5
       FROM jsonb_to_recordset($2) AS n (id uuid, status text, "frozenWith" text, version int, "issuerStatus" text, "issuerChannel" text,
            "issuerChangedAt" timestamptz, "fulfillmentStatus" text, "fulfillmentChangedAt" timestamptz, "issuerRefusal" text,
            "waitingSince" timestamptz)
      WHERE c.company_id = $1 AND c.id = n.id`,
    [companyId, JSON.stringify(saved), shown?.lastFour ?? null, shown?.expiresAt ?? null, now],
  );
  return saved;
}

export type NewCardEvent = {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly actorName?: string | null;
  readonly reason?: string | null;
  /** Marqeta's token of the transition: what arrives twice is written once. */
  readonly transitionToken?: string | null;
  readonly detail?: object | undefined;
};

/** True when it was not there yet. */
export async function insertEvent(
  run: Run,
  { companyId, id: cardId }: { readonly companyId: string; readonly id: string },
  event: NewCardEvent,
): Promise<boolean> {
  return (await insertEvents(run, companyId, [{ ...event, cardId }])) > 0;
}

/** Many of one company with one statement. @returns how many were not there yet */
export async function insertEvents(
  run: Run,
  companyId: string,
  events: readonly (NewCardEvent & { readonly cardId: string })[],
): Promise<number> {
  const rows = await run(
    `INSERT INTO card_events (company_id, id, card_id, at, kind, actor_name, reason, marqeta_transition_token, detail)
     SELECT $1, id, "cardId", at, kind, "actorName", reason, "transitionToken", coalesce(detail, '{}')
       FROM jsonb_to_recordset($2) AS e (id uuid, "cardId" uuid, at timestamptz, kind text, "actorName" text, reason text,
            "transitionToken" text, detail jsonb)
         ON CONFLICT (company_id, marqeta_transition_token) DO NOTHING RETURNING id`,
    [companyId, JSON.stringify(events, wellFormed)],
  );
  return rows.length;
}

/** What breaks off within a character is no text to PostgreSQL's JSON; as a parameter of its own it is written as U+FFFD. */
function wellFormed(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? Buffer.from(value).toString() : value;
}
