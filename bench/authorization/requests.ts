import { readFileSync } from 'node:fs';
import type { LoadRequest } from '../lib/load-plan.ts';
import { cardToken } from './world.ts';

export type RequestOptions = {
  /** Numbers of the cards that buy, each equally often. */
  readonly cards: { readonly first: number; readonly count: number };
  /** Sets the tokens of one database apart. */
  readonly run: number;
  /** All purchases cost this; without it from 1.00 to 50.00. */
  readonly amountMinor?: number | undefined;
};

const FIXTURE = new URL('../../packages/marqeta/fixtures/jit-request.authorization.json', import.meta.url);

/** Questions as Marqeta sends them: the fixture's body with its own card, amount, time and tokens in each. */
export function makeRequests({ cards, run, amountMinor }: RequestOptions): (sequence: number) => LoadRequest {
  const parts = template().split('@');
  const tokens = new Map<number, string>();
  const tokenOf = (card: number): string => {
    let token = tokens.get(card);
    if (token === undefined) tokens.set(card, (token = cardToken(card)));
    return token;
  };
  return (sequence) => {
    const card = tokenOf(cards.first + (drawn(run, sequence) % cards.count));
    const amount = amountText(amountOf({ run, amountMinor }, sequence));
    const echo = purchaseToken('0a', run, sequence);
    const values: Readonly<Record<string, string>> = {
      card,
      amount,
      jit: echo,
      transaction: purchaseToken('0b', run, sequence),
      order: purchaseToken('0c', run, sequence),
      time: new Date().toISOString(),
    };
    let body = '';
    for (const [index, part] of parts.entries()) body += index % 2 === 0 ? part : values[part];
    return { body, echo };
  };
}

export function amountOf({ run, amountMinor }: Pick<RequestOptions, 'run' | 'amountMinor'>, sequence: number): number {
  return amountMinor ?? 100 + (mix(drawn(run, sequence)) % 4900);
}

function drawn(run: number, sequence: number): number {
  return mix(sequence + run * 0x1000000);
}

/** Compact, with `@name@` where a request has its own. */
function template(): string {
  const body = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Body;
  const order = body.gpa_order;
  body.token = '@transaction@';
  body.card_token = '@card@';
  order.token = '@order@';
  order.transaction_token = '@order@';
  order.jit_funding.token = '@jit@';
  for (const holder of [body, order, order.funding, order.jit_funding]) holder.amount = '#amount#';
  body.request_amount = '#amount#';
  for (const name of ['created_time', 'user_transaction_time', 'issuer_received_time'] as const) body[name] = '@time@';
  return JSON.stringify(body).replaceAll('"#amount#"', '@amount@');
}

type Amount = { amount: number | string };
type Body = Amount & {
  token: string;
  card_token: string;
  request_amount: number | string;
  created_time: string;
  user_transaction_time: string;
  issuer_received_time: string;
  gpa_order: Amount & { token: string; transaction_token: string; funding: Amount; jit_funding: Amount & { token: string } };
};

/** A token that looks drawn at random, as Marqeta's are, and from which `sequenceOf` reads the request's number. */
export function purchaseToken(kind: string, run: number, sequence: number): string {
  const head = hex(mix(sequence ^ Math.imul(run, 0x9e3779b9)), 8);
  return `${head}-${kind}${hex(run, 2)}-4000-8000-${hex(sequence, 12)}`;
}

export function sequenceOf(token: string): number {
  return Number.parseInt(token.slice(24), 16);
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

/** A bijection of 32-bit numbers that leaves no order (the finalizer of MurmurHash3). */
export function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function amountText(minor: number): string {
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}
