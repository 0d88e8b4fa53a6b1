import type pg from 'pg';
import type { Subjects } from '../controls/compile.ts';
import { withConnection } from '../platform/database.ts';
import { ANSWER_WITHIN_MS } from './answer-within.ts';

/** Whose card it is. Nothing of it ever changes but the holder's teams, which are read again with each decision. */
export type CardProfile = Subjects & { readonly currency: string };

const KEPT = 200_000;

const FIND = {
  name: 'find-cards',
  text: `SELECT c.marqeta_card_token AS token, c.company_id, c.id, c.user_id, c.card_product_id, c.currency,
                ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = c.company_id AND m.user_id = c.user_id ORDER BY m.team_id) AS team_ids
           FROM cards c WHERE c.marqeta_card_token = ANY ($1)`,
};

type CardRow = {
  token: string;
  company_id: string;
  id: string;
  user_id: string;
  card_product_id: string;
  currency: string;
  team_ids: string[];
};

/** Finds the company and holder of a Marqeta card token. Looks many up at once, and remembers. */
export class CardDirectory {
  readonly #profiles = new Map<string, CardProfile>();

  constructor(readonly gateway: pg.Pool) {}

  known(token: string): CardProfile | undefined {
    return this.#profiles.get(token);
  }

  /** Tokens of no card of ours are left out. They are asked for again each time: the card may be on its way. */
  async find(tokens: readonly string[]): Promise<void> {
    const { rows } = await withConnection(this.gateway, ANSWER_WITHIN_MS, (client) => client.query<CardRow>({ ...FIND, values: [tokens] }));
    for (const row of rows) {
      this.remember(row.token, {
        companyId: row.company_id,
        cardId: row.id,
        userId: row.user_id,
        cardProductId: row.card_product_id,
        currency: row.currency,
        teamIds: row.team_ids,
      });
    }
  }

  remember(token: string, profile: CardProfile): void {
    if (this.#profiles.size >= KEPT && !this.#profiles.has(token)) {
      const [oldest] = this.#profiles.keys();
      if (oldest !== undefined) this.#profiles.delete(oldest);
    }
    this.#profiles.set(token, profile);
  }
}
