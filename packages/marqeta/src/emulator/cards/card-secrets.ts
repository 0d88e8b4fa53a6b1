import type { Store } from '../core/store.ts';

/** What is on the card and in its chip; kept apart, so that no answer shows it by accident. */
export interface CardSecrets {
  readonly pan: string;
  readonly cvv: string;
  readonly pin: string | null;
}

export function secretsOf(store: Store, cardToken: string): CardSecrets | null {
  return store.get<CardSecrets>('SELECT pan, cvv, pin FROM card_secrets WHERE card_token = ?', cardToken) ?? null;
}

export function keepSecrets(store: Store, cardToken: string, { pan, cvv, pin }: CardSecrets): void {
  store.run('INSERT INTO card_secrets (card_token, pan, cvv, pin) VALUES (?, ?, ?, ?)', cardToken, pan, cvv, pin);
}

/** The cards that have or had this number: a reissued card shares it with its source (wire-format §5.6). */
export function cardsWithPan(store: Store, pan: string): readonly (CardSecrets & { readonly card_token: string })[] {
  return store.all('SELECT card_token, pan, cvv, pin FROM card_secrets WHERE pan = ?', pan);
}

/** A new PIN begins with no wrong tries. */
export function keepPin(store: Store, cardToken: string, pin: string): void {
  store.run('UPDATE card_secrets SET pin = ?, pin_failures = 0 WHERE card_token = ?', pin, cardToken);
}

/** Wrong PINs in a row. */
export function pinFailures(store: Store, cardToken: string): number {
  return store.get<{ pin_failures: number }>('SELECT pin_failures FROM card_secrets WHERE card_token = ?', cardToken)?.pin_failures ?? 0;
}

export function countPinFailures(store: Store, cardToken: string, failures: number): void {
  store.run('UPDATE card_secrets SET pin_failures = ? WHERE card_token = ?', failures, cardToken);
}
