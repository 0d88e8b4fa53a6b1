import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Card, CardTransition } from './card.ts';
import { parseJsonKeepingDecimals } from './decimal.ts';
import { User } from './holder.ts';
import { answerJit, parseJitRequest } from './jit.ts';
import { ACTIONABLE_METHODS, DECLINE_REASONS } from './jit-funding.ts';
import { readMerchant } from './merchant.ts';
import { AnyPage, Balances, ErrorBody, Webhook } from './resources.ts';
import { checker, isObject } from './schema.ts';
import { Transaction } from './transaction.ts';
import { parseWebhook } from './webhook.ts';

const folder = new URL('../../fixtures/', import.meta.url);
const names = readdirSync(folder).filter((name) => name !== 'index.json');
const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const starting = (...prefixes: string[]): string[] => names.filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));

/** Every number under an amount's key, as the digits stand in the file. */
function amountsIn(body: string): string[] {
  return [...body.matchAll(/"[a-z_]*(?:amount|balance|credits|rate)": (-?\d+(?:\.\d+)?)/g)].map((match) => String(match[1])).sort();
}
function decimalsIn(value: unknown): string[] {
  if (!isObject(value)) return [];
  return Object.entries(value)
    .flatMap(([key, inner]) =>
      /(?:amount|balance|credits|rate)$/.test(key) && typeof inner === 'string' && key !== 'original_currency_code'
        ? [inner]
        : decimalsIn(inner),
    )
    .sort();
}

describe('gateway requests', () => {
  test.each(starting('jit-request.'))('%s is understood whole', (name) => {
    const parsed = parseJitRequest(text(name));

    if (!parsed.ok) throw new Error(parsed.problems.join('; '));
    expect(parsed.ignored).toEqual([]);
    expect(ACTIONABLE_METHODS).toContain(parsed.request.jit.method);
    expect(typeof parsed.request.jit.amount).toBe('string');
    expect(parsed.request.transaction.state).toBe('PENDING');
    expect(decimalsIn(parsed.request.transaction)).toEqual(amountsIn(text(name)));
  });

  test('a refund is asked as a credit', () => {
    const parsed = parseJitRequest(text('jit-request.refund.authorization.json'));

    expect(parsed.ok && parsed.request.direction).toBe('CREDIT');
  });

  test('both transaction models name the merchant alike', () => {
    const v1 = parseJitRequest(text('jit-request.authorization.model-v1.json'));

    expect(v1.ok && readMerchant(v1.request.transaction.card_acceptor)).toMatchObject({
      mcc: expect.stringMatching(/^\d{4}$/),
      country: expect.stringMatching(/\w/),
      postalCode: expect.stringMatching(/\w/),
    });
  });
});

describe('gateway answers', () => {
  test.each(starting('jit-response.'))('%s is what we would send', (name) => {
    const fixture = parseJsonKeepingDecimals(text(name)) as { jit_funding: Record<string, string> };
    const { decline_reason: reason, memo, tags, amount = '0', token = '', method = '', balances, ...rest } = fixture.jit_funding;
    const declined = name.includes('.decline.');

    const answer = answerJit(
      { token, method, amount, ...pick(rest) },
      {
        outcome: declined ? 'DECLINED' : 'APPROVED',
        amount,
        ...(reason === undefined ? {} : { declineReason: DECLINE_REASONS.find((known) => known === reason) ?? 'STOP_PAYMENT' }),
        ...(memo === undefined ? {} : { memo }),
        ...(tags === undefined ? {} : { tags }),
        ...(balances === undefined ? {} : { balances: JSON.parse(JSON.stringify(balances)) }),
      },
    );

    const { address_verification: _avs, metadata: _metadata, ...expected } = JSON.parse(text(name)).jit_funding;
    expect(answer.status).toBe(declined ? 402 : 200);
    expect(JSON.parse(answer.body)).toEqual({ jit_funding: expected });
  });

  function pick(rest: Record<string, string>): Record<string, string> {
    const echoed = ['user_token', 'acting_user_token', 'business_token', 'original_jit_funding_token'];
    return Object.fromEntries(Object.entries(rest).filter(([key]) => echoed.includes(key)));
  }
});

describe('webhooks', () => {
  const deliveries = starting('webhook.', 'pair.').filter((name) => !name.includes('late-gateway-answer'));

  test.each(deliveries)('%s is understood whole', (name) => {
    const parsed = parseWebhook(text(name));

    if (!parsed.ok) throw new Error(parsed.problems.join('; '));
    expect(parsed.ping).toBe(name === 'webhook.ping.json');
    for (const event of parsed.events) {
      if (event.kind === 'unknown') throw new Error(event.problems.join('; '));
      expect(event.ignored).toEqual([]);
    }
    expect(parsed.events.length).toBe(parsed.ping ? 0 : Object.values(JSON.parse(text(name))).flat().length);
  });

  test('a stored item can be read again though its amounts are text by now', () => {
    const first = parseWebhook(text('webhook.authorization.clearing.fx.json'));
    const again = first.ok ? parseWebhook(JSON.stringify({ transactions: first.events.map((event) => event.item) })) : first;

    expect(again).toEqual(first);
  });
});

describe('API answers', () => {
  test.each([
    ['api.users.post.response.json', User],
    ['api.cards.post.response.json', Card],
    ['api.cardtransitions.post.response.json', CardTransition],
    ['api.webhooks.post.response.json', Webhook],
    ['api.balances.response.json', Balances],
    ['api.list-page.cards.json', AnyPage],
    ['api.list-page.empty.json', AnyPage],
    ['api.error.404-user.json', ErrorBody],
    ['api.error.422-ping.json', ErrorBody],
  ] as const)('%s is understood whole', (name, schema) => {
    expect(checker(schema)(parseJsonKeepingDecimals(text(name)))).toMatchObject({ ok: true, ignored: [] });
  });

  test('a simulation answers with a transaction', () => {
    const body = parseJsonKeepingDecimals(text('api.simulations2.authorization.response.json')) as { transaction: unknown };

    expect(checker(Transaction)(body.transaction)).toMatchObject({ ok: true, ignored: [] });
  });
});
