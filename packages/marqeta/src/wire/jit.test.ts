import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseJitRequest } from './jit.ts';
import { parseWebhook } from './webhook.ts';

const purchase = JSON.parse(readFileSync(new URL('../../fixtures/jit-request.authorization.json', import.meta.url), 'utf8'));
const changed = (change: (body: typeof purchase) => void): string => {
  const body = structuredClone(purchase);
  change(body);
  return JSON.stringify(body);
};

describe('a gateway request that is not as documented', () => {
  test('is refused when it is no JSON', () => {
    expect(parseJitRequest('{"token":')).toMatchObject({ ok: false, reason: 'NOT_JSON', echo: null });
  });

  test.each(['null', '[]', '"text"', '{}', '{"gpa_order":7}'])('is refused when it is %s', (body) => {
    expect(parseJitRequest(body)).toMatchObject({ ok: false, reason: 'NOT_A_JIT_REQUEST', echo: null });
  });

  test('can still be declined when only the transaction around the question is broken', () => {
    const body = changed((it) => delete it.token);

    expect(parseJitRequest(body)).toMatchObject({ ok: false, echo: { token: purchase.gpa_order.jit_funding.token, amount: '129' } });
  });

  test('is declined with an amount of nothing when its own cannot be echoed as a number', () => {
    const parsed = parseJitRequest(changed((it) => (it.gpa_order.jit_funding.amount = '1,50')));

    expect(parsed).toMatchObject({ ok: false, echo: { token: purchase.gpa_order.jit_funding.token, amount: '0' } });
  });

  test.each([[['USD']], [null], [840]])('is refused when its currency is %j', (currency) => {
    const body = changed((it) => {
      it.gpa_order.currency_code = currency;
    });

    expect(parseJitRequest(body)).toMatchObject({ ok: false, echo: { amount: '129' } });
  });

  test('is refused when it asks in two orders at once', () => {
    const body = changed((it) => {
      it.gpa_order_unload = it.gpa_order;
    });

    expect(parseJitRequest(body)).toMatchObject({ ok: false, reason: 'NOT_A_JIT_REQUEST' });
  });

  test.each(['\0', '\uD800'])('is declined when its method or one of its tokens holds what is no character: %j', (character) => {
    const broken: ((it: typeof purchase) => void)[] = [
      (it) => (it.gpa_order.jit_funding.method += character),
      (it) => (it.gpa_order.jit_funding.token += character),
      (it) => (it.token += character),
      (it) => (it.card_token += character),
      (it) => (it.preceding_related_transaction_token = character),
    ];

    // As bytes: half a character becomes what UTF-8 has for it.
    for (const change of broken)
      expect(parseJitRequest(Buffer.from(changed(change)))).toMatchObject({
        ok: false,
        reason: 'NOT_A_JIT_REQUEST',
        echo: { amount: '129' },
      });
  });

  test('is refused without an amount to decide on', () => {
    const body = changed((it) => delete it.gpa_order.jit_funding.amount);

    expect(parseJitRequest(body)).toMatchObject({ ok: false, reason: 'NOT_A_JIT_REQUEST' });
  });

  test('is not decided when a second jit_funding is there that cannot be read', () => {
    const body = changed((it) => {
      it.gpa_order_unload = structuredClone(it.gpa_order);
      delete it.gpa_order_unload.jit_funding.amount;
    });

    expect(parseJitRequest(body)).toMatchObject({ ok: false, problems: ['/gpa_order_unload/jit_funding cannot be read'] });
  });

  test('is decided when a field that nobody needs has another type, or is null', () => {
    const body = changed((it) => {
      it.card_acceptor.phone = 5;
      it.acquirer = null;
    });

    expect(parseJitRequest(body)).toMatchObject({ ok: true, ignored: expect.arrayContaining(['/card_acceptor/phone', '/acquirer']) });
  });

  test('keeps fields and methods never seen before', () => {
    const body = changed((it) => {
      it.hyperspace_toll = { lanes: 4 };
      it.gpa_order.jit_funding.method = 'pgfs.teleport';
    });

    expect(parseJitRequest(body)).toMatchObject({
      ok: true,
      request: { transaction: { hyperspace_toll: { lanes: 4 } }, jit: { method: 'pgfs.teleport' } },
    });
  });

  test('may quote its amount', () => {
    const body = changed((it) => {
      it.gpa_order.jit_funding.amount = '1.00';
    });

    expect(parseJitRequest(body)).toMatchObject({ ok: true, request: { jit: { amount: '1.00' } } });
  });
});

describe('a webhook that is not as documented', () => {
  test.each(['null', '[]', '{}', '3'])('is no webhook when it is %s', (body) => {
    expect(parseWebhook(body)).toMatchObject({ ok: false, reason: 'NOT_A_WEBHOOK' });
  });

  test('keeps an envelope never seen before', () => {
    expect(parseWebhook('{"moontransitions":[{"token":"m1"}],"constructor":[{"token":"c1"}]}')).toMatchObject({
      ok: true,
      events: [
        { kind: 'unknown', envelope: 'moontransitions', token: 'm1' },
        { kind: 'unknown', envelope: 'constructor', token: 'c1' },
      ],
    });
  });

  test('keeps the broken item and reads its neighbours', () => {
    const parsed = parseWebhook(JSON.stringify({ transactions: [{ token: 't1' }, purchase, 'text'] }));

    expect(parsed).toMatchObject({
      ok: true,
      events: [{ kind: 'unknown', token: 't1' }, { kind: 'transaction' }, { kind: 'unknown', token: null }],
    });
  });
});
