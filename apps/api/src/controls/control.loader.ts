import { type LoaderDefinition, loaderBy, loaderManyBy } from '../platform/graphql/loader.ts';
import { CONTROL_COLUMNS, type StoredControl } from './control-store.ts';
import { EXCEPTION_COLUMNS, type StoredException } from './exception-store.ts';

export type BindingControl = StoredControl & { readonly cardId: string };

/** Every control that binds a card, by its own scope or a wider one; of the card itself the inactive ones too. */
export const controlsOfCard = loaderManyBy<string, BindingControl>(
  (control) => control.cardId,
  (manager, cardIds) =>
    manager.query<BindingControl[]>(
      `SELECT k.id AS "cardId", ${CONTROL_COLUMNS} FROM cards k JOIN spending_controls c ON c.company_id = k.company_id AND c.removed_at IS NULL AND (
            (c.scope = 'CARD' AND c.subject_id = coalesce(k.line_id, k.id))
         OR (c.is_active AND (c.scope = 'COMPANY'
              OR (c.scope = 'PERSON' AND c.subject_id = k.user_id)
              OR (c.scope = 'CARD_PROGRAM' AND c.subject_id = k.card_product_id)
              OR (c.scope = 'TEAM' AND EXISTS (
                   SELECT FROM memberships m WHERE m.company_id = k.company_id AND m.team_id = c.subject_id AND m.user_id = k.user_id)))))
        WHERE k.id = ANY ($1) ORDER BY k.id, c.id`,
      [cardIds],
    ),
);

/** Exceptions that nobody has ended, of a card or its holder. */
export const exceptionsOfCard = loaderManyBy<string, StoredException & { readonly cardId: string }>(
  (exception) => exception.cardId,
  (manager, cardIds) =>
    manager.query<(StoredException & { readonly cardId: string })[]>(
      `SELECT k.id AS "cardId", ${EXCEPTION_COLUMNS} FROM cards k JOIN control_exceptions e ON e.company_id = k.company_id AND e.ended_at IS NULL
          AND e.subject_id = CASE e.scope WHEN 'CARD' THEN coalesce(k.line_id, k.id) ELSE k.user_id END
        WHERE k.id = ANY ($1) ORDER BY k.id, e.id`,
      [cardIds],
    ),
);

type SeenName = { readonly id: string; readonly name: string };

/** Of an exception for a merchant that is known by a number: what the newest purchase there was written as, among the last of its cards. */
export const nameOfExcepted = loaderBy<string, SeenName>(
  (seen) => seen.id,
  (manager, ids) =>
    manager.query<SeenName[]>(
      `SELECT e.id, seen.name FROM control_exceptions e CROSS JOIN LATERAL (
          SELECT t.merchant_name AS name FROM cards k CROSS JOIN LATERAL (
            SELECT merchant_name, merchant_mid, merchant_network_mid, transacted_at FROM transactions
             WHERE company_id = k.company_id AND card_id = k.id ORDER BY transacted_at DESC, id DESC LIMIT 200) t
           WHERE k.company_id = e.company_id AND e.subject_id = CASE e.scope WHEN 'CARD' THEN coalesce(k.line_id, k.id) ELSE k.user_id END
             AND e.merchants -> 0 ->> 'value' = CASE e.merchants -> 0 ->> 'by' WHEN 'MID' THEN t.merchant_mid WHEN 'NETWORK_MID' THEN t.merchant_network_mid END
           ORDER BY t.transacted_at DESC LIMIT 1) seen
        WHERE e.company_id = app_company() AND e.id = ANY ($1)`,
      [ids],
    ),
);

type Counted = { readonly id: string; readonly minor: bigint };

/** What a counter stands at. A counter that nothing was counted in has no row. */
export const counterById: LoaderDefinition<string, Counted | null> = loaderBy<string, Counted>(
  (counter) => counter.id,
  async (manager, ids) => {
    const rows = await manager.query<{ id: string; minor: string }[]>(
      `SELECT id, amount_minor AS minor FROM spend_counters WHERE company_id = app_company() AND id = ANY ($1)`,
      [ids],
    );
    return rows.map(({ id, minor }) => ({ id, minor: BigInt(minor) }));
  },
);

type SubjectName = { readonly key: string; readonly name: string };

export function subjectKey({ scope, subjectId }: Pick<StoredControl, 'scope' | 'subjectId'>): string {
  return `${scope} ${subjectId ?? ''}`;
}

/** What the subject of a control is called. Keys are `subjectKey`s. */
export const subjectNameOf = loaderBy<string, SubjectName>(
  (subject) => subject.key,
  (manager, keys) =>
    manager.query<SubjectName[]>(
      `WITH asked AS (SELECT split_part(key, ' ', 1) AS scope, nullif(split_part(key, ' ', 2), '')::uuid AS id, key FROM unnest($1::text[]) key)
       SELECT a.key, coalesce(t.name, p.name, u.first_name || ' ' || u.last_name, k.name, co.name) AS name FROM asked a
         LEFT JOIN companies co ON a.scope = 'COMPANY' AND co.id = app_company()
         LEFT JOIN teams t ON a.scope = 'TEAM' AND t.company_id = app_company() AND t.id = a.id
         LEFT JOIN card_products p ON a.scope = 'CARD_PROGRAM' AND p.company_id = app_company() AND p.id = a.id
         LEFT JOIN users u ON a.scope = 'PERSON' AND u.company_id = app_company() AND u.id = a.id
         LEFT JOIN cards k ON a.scope = 'CARD' AND k.company_id = app_company() AND k.id = a.id`,
      [keys],
    ),
);
