import { createHash } from 'node:crypto';
import { parseJsonKeepingDecimals } from '@afc/marqeta';
import { cutPan, mayHoldPan } from './cut-pans.ts';

/** One element of a delivery, as it is kept. */
export type IncomingMessage = {
  readonly envelope: string;
  /** Of the message; of its content when it has none. */
  readonly token: string;
  /** Equal for deliveries that repeat each other to the byte. */
  readonly contentHash: string;
  readonly shard: number;
  /** The item's own, such as `authorization.clearing`. */
  readonly type: string | null;
  /** When Marqeta says that it happened. */
  readonly saidMs: number | null;
  /** JSON in which amounts are decimal text; without PAN and without the personal fields that nobody here needs. */
  readonly body: string;
};

export type Delivery =
  | { readonly ok: true; readonly isPing: boolean; readonly messages: readonly IncomingMessage[] }
  | { readonly ok: false };

/** Messages of one card, and so of one purchase, are applied one after the other. */
export const SHARDS = 8;

/** Takes a delivery apart (wire-format §14.10): each array element is a message of its own, whatever its envelope. */
export function readDelivery(body: Uint8Array | string): Delivery {
  let parsed: unknown;
  try {
    parsed = parseJsonKeepingDecimals(body);
  } catch (error) {
    // A RangeError: nested deeper than anything that Marqeta sends, and than anything here could write again.
    if (error instanceof SyntaxError || error instanceof RangeError) return { ok: false };
    throw error;
  }
  if (!isRecord(parsed) || Object.keys(parsed).length === 0) return { ok: false };
  try {
    return { ok: true, isPing: 'pings' in parsed, messages: messagesOf(parsed) };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false };
    throw error;
  }
}

function messagesOf(delivery: Readonly<Record<string, unknown>>): IncomingMessage[] {
  return Object.entries(delivery)
    .filter(([envelope]) => envelope !== 'pings')
    .flatMap(([envelope, items]) => (Array.isArray(items) ? (items as unknown[]) : [items]).map((item) => messageOf(envelope, item)));
}

/** A single transaction, as the gateway or the API shows it, as if it had been delivered. */
export function transactionMessage(transaction: string): IncomingMessage {
  return messageOf('transactions', parseJsonKeepingDecimals(transaction));
}

export function messageOf(envelope: string, item: unknown): IncomingMessage {
  const text = JSON.stringify(item) ?? 'null';
  const contentHash = createHash('sha256').update(text).digest('hex').slice(0, 32);
  const token = textOf(item, 'token') ?? contentHash;
  const type = textOf(item, 'type');
  return {
    envelope: storable(envelope),
    token: storable(token),
    contentHash,
    shard: shardOf(textOf(item, 'card_token') ?? token),
    type: type === null ? null : storable(type),
    saidMs: momentOf(textOf(item, 'created_time') ?? textOf(item, 'user_transaction_time')),
    body: fitToKeep(item, text),
  };
}

/** PostgreSQL has no text with a zero byte. */
function storable(text: string): string {
  return text.slice(0, 100).replaceAll('\0', '\uFFFD');
}

/** In UTC and to the year 9999 (wire-format §1.6); what is written otherwise is no date. */
function momentOf(text: string | null): number | null {
  // PostgreSQL has no year 0.
  const ms = text !== null && /^(?!0000)\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

function shardOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  return Math.abs(hash) % SHARDS;
}

/** Names and addresses that Marqeta repeats in its messages. We have them sealed with the person; here they are not kept. */
const PERSONAL: ReadonlySet<string> = new Set([
  'address_verification',
  'account_name_verification',
  'jit_account_name_verification',
  'card_holder_model',
]);

function fitToKeep(item: unknown, text: string): string {
  if (!PERSONAL_NAME.test(text) && !mayHoldPan(text)) return text;
  return JSON.stringify(item, (key, value: unknown) => (PERSONAL.has(key) ? undefined : cutPan(key, value))) ?? 'null';
}
const PERSONAL_NAME = new RegExp(`"(${[...PERSONAL].join('|')})"`);

function textOf(item: unknown, name: string): string | null {
  const value = isRecord(item) ? item[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
