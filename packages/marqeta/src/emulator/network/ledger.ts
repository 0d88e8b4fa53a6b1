import type { Body } from '../core/resources.ts';
import type { Store } from '../core/store.ts';
import type { Account } from './account.ts';
import type { Purchase } from './purchase.ts';

/** Parts of a first message that those which follow repeat. */
const SHARED = [
  'network',
  'subnetwork',
  'acquirer_fee_amount',
  'acquirer',
  'issuer_received_time',
  'issuer_payment_node',
  'network_reference_id',
  'card_acceptor',
  'pos',
  'currency_conversion',
  'transaction_metadata',
  'fraud',
  'card_security_code_verification',
  'is_preauthorization',
  'account_funding',
  'original_credit',
] as const;

/** How a message is kept: its text as it was reported, when, and whose money it moved. */
interface KeptAs {
  readonly text: string;
  readonly at: number;
  readonly fundingSource: string | null;
}

/** Messages, purchases and what is held on each account. */
export class Ledger {
  readonly #store: Store;
  #lastIdentifier: number | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  purchase(token: string): Purchase | null {
    const row = this.#store.get<{ body: string }>('SELECT body FROM purchases WHERE token = ?', token);
    return row === undefined ? null : (JSON.parse(row.body) as Purchase);
  }

  /** Whether nobody has tried to buy anything yet. */
  isEmpty(): boolean {
    return this.#store.get('SELECT 1 AS one FROM transactions LIMIT 1') === undefined;
  }

  /** Of any message of the purchase. */
  purchaseOf(transaction: string): Purchase | null {
    const row = this.#store.get<{ purchase: string }>('SELECT purchase FROM transactions WHERE token = ?', transaction);
    return row === undefined ? null : this.purchase(row.purchase);
  }

  /** One message as it was reported. */
  message(transaction: string): Body | null {
    const row = this.#store.get<{ body: string }>('SELECT body FROM transactions WHERE token = ?', transaction);
    return row === undefined ? null : (JSON.parse(row.body) as Body);
  }

  networkBlocks(purchase: string): Body {
    const first = this.message(purchase) ?? {};
    return Object.fromEntries(SHARED.filter((name) => name in first).map((name) => [name, first[name]]));
  }

  approvalCode(purchase: string | undefined): string | null {
    if (purchase === undefined) return null;
    const row = this.#store.get<{ code: string | null }>(
      `SELECT json_extract(body, '$.approval_code') AS code FROM transactions WHERE token = ?`,
      purchase,
    );
    return row?.code ?? null;
  }

  /** Categories of the card's latest purchases that were not declined. */
  usualMccs(cardToken: string): ReadonlySet<string> {
    const rows = this.#store.all<{ mcc: string | null }>(
      `SELECT json_extract(body, '$.card_acceptor.mcc') AS mcc FROM transactions
        WHERE card_token = ? AND state <> 'DECLINED' ORDER BY transaction_time DESC LIMIT 30`,
      cardToken,
    );
    return new Set(rows.flatMap(({ mcc }) => mcc ?? []));
  }

  /** `null` where the holder never had money in the currency. */
  account(holder: string, currency: string): Account | null {
    return this.#store.get<Account>('SELECT available, held FROM accounts WHERE holder = ? AND currency = ?', holder, currency) ?? null;
  }

  accounts(holder: string): (Account & { currency: string; updated: number })[] {
    return this.#store.all('SELECT currency, available, held, updated FROM accounts WHERE holder = ? ORDER BY currency', holder);
  }

  move(holder: string, currency: string, by: Account, at: number): void {
    if (by.available === 0 && by.held === 0) return;
    this.#store.run(
      `INSERT INTO accounts (holder, currency, available, held, updated) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (holder, currency) DO UPDATE
         SET available = available + excluded.available, held = held + excluded.held, updated = excluded.updated`,
      holder,
      currency,
      by.available,
      by.held,
      Math.round(at),
    );
  }

  /** Text of a growing number, the only one in the API (wire-format §1.8). */
  nextIdentifier(): string {
    this.#lastIdentifier ??= this.#store.get<{ last: number | null }>('SELECT max(seq) AS last FROM transactions')?.last ?? 0;
    this.#lastIdentifier += 1;
    return String(40_000_000 + this.#lastIdentifier);
  }

  forget(): void {
    this.#lastIdentifier = null;
  }

  /** The message, and the purchase as it is after it. Earlier messages of a purchase that is over read as CLEARED from now on. */
  keep(purchase: Purchase, transaction: Body, kept: KeptAs): void {
    const { at } = kept;
    this.insert(purchase, transaction, kept);
    const isFirst = transaction['token'] === purchase.token;
    if (isFirst) {
      this.#store.run(
        'INSERT INTO purchases (token, seq, card_token, account, currency, time, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
        purchase.token,
        Number(transaction['identifier']),
        purchase.cardToken,
        purchase.account,
        purchase.currency,
        Math.round(at),
        JSON.stringify(purchase),
      );
      return;
    }
    this.#store.run('UPDATE purchases SET body = ? WHERE token = ?', JSON.stringify(purchase), purchase.token);
    if (purchase.state === 'CLEARED') {
      this.#store.run(`UPDATE transactions SET state = 'CLEARED' WHERE purchase = ? AND state = 'PENDING'`, purchase.token);
    }
  }

  /** A message alone, whether it belongs to a purchase or is of the account itself. */
  insert(of: Pick<Purchase, 'token' | 'cardToken'>, transaction: Body, { text, at, fundingSource }: KeptAs): void {
    const column = (name: string): string | null => {
      const value = transaction[name];
      return typeof value === 'string' ? value : null;
    };
    this.#store.run(
      `INSERT INTO transactions (token, purchase, type, state, card_token, user_token, acting_user_token, business_token,
         transaction_time, created, funding_source, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      String(transaction['token']),
      of.token,
      String(transaction['type']),
      String(transaction['state']),
      of.cardToken,
      column('user_token'),
      column('acting_user_token'),
      column('business_token'),
      Math.round(at),
      Math.round(at),
      fundingSource,
      text,
    );
  }
}
