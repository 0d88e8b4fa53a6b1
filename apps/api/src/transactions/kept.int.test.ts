import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UNDERSTANDING } from '../ledger/message-type.ts';
import { fixture, MoneyHarness, type Process, type TestCard, type TestCompany, told } from '../testing/money-harness.ts';

let harness: MoneyHarness;
let api: Process;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process();
});
afterAll(() => harness.close());

async function holder(): Promise<{ company: TestCompany; card: TestCard; token: string }> {
  const company = await harness.company();
  return { company, card: await company.card(), token: randomUUID() };
}

async function letterOf(token: string): Promise<unknown> {
  const [row] = await harness.sql(
    `SELECT i.state AS inbox, i.problem, d.state AS letter FROM marqeta_inbox i LEFT JOIN dead_letters d ON d.id = i.id WHERE i.token = $1`,
    [token],
  );
  return row;
}

describe('what is known to be none of ours', () => {
  test.each(['gpa.credit', 'gpa.credit.authorization', 'programreserve.debit', 'transfer.program'])(
    '%s is kept, and nobody is asked about it',
    async (type) => {
      const { company, card, token } = await holder();

      await api.deliver(told(card, 'webhook.fee.charge', { token, type, card_token: undefined }));

      expect(await letterOf(token)).toEqual({ inbox: 'KEPT', problem: null, letter: null });
      expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
    },
  );

  test('money of a kind that cards do not have waits for somebody to look', async () => {
    const { card, token } = await holder();

    await api.deliver(told(card, 'webhook.fee.charge', { token, type: 'directdeposit.credit' }));

    expect(await letterOf(token)).toEqual({ inbox: 'KEPT', problem: 'NOT_FOR_CARDS', letter: 'UNKNOWN' });
  });
});

describe('what the programme charges a company with, and none of its cards', () => {
  const charge = (but: Record<string, unknown>): Record<string, unknown> => {
    const body = fixture('webhook.fee.charge');
    for (const item of body['transactions'] as Record<string, unknown>[]) {
      delete item['card_token'];
      delete item['user_token'];
      Object.assign(item, but);
    }
    return body;
  };

  test('a fee goes to the fees of the company, once, and comes back when it is returned', async () => {
    const { company, token } = await holder();
    const back = randomUUID();
    const fee = charge({ token, business_token: company.id });

    for (const body of [fee, fee]) await api.deliver(body);
    // The same message once more, a little otherwise: another delivery of what is booked.
    await api.deliver(charge({ token, business_token: company.id, duration: 999 }));
    expect(await company.balances()).toEqual({ AVAILABLE: 999_700, FEES: 300 });

    await api.deliver(
      charge({ token: back, type: 'fee.charge.refund', business_token: company.id, preceding_related_transaction_token: token }),
    );
    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect(await harness.broken(company)).toEqual([]);
    await api.job('ledger.check');
    expect(await harness.sql(`SELECT code FROM ledger_checks WHERE company_id = $1 AND NOT holds`, [company.id])).toEqual([]);
    expect(await company.feed()).toEqual(['balance.fee_charged', 'balance.fee_returned']);
    expect(
      await harness.sql(
        `SELECT name, amount_minor::int, booked_minor::int FROM company_charges WHERE company_id = $1 ORDER BY booked_minor`,
        [company.id],
      ),
    ).toEqual([
      { name: 'Card replacement', amount_minor: 300, booked_minor: -300 },
      { name: 'Card replacement', amount_minor: 300, booked_minor: 300 },
    ]);
  });

  test('one that a person is charged with is the company’s too', async () => {
    const { company, card, token } = await holder();

    await api.deliver(charge({ token, user_token: card.userId }));

    expect(await company.balances()).toEqual({ AVAILABLE: 999_700, FEES: 300 });
  });

  test('one that was declined moves nothing, whenever that is said', async () => {
    const { company, token } = await holder();
    const said = [charge({ token, business_token: company.id }), charge({ token, business_token: company.id, state: 'DECLINED' })];

    for (const body of said) await api.deliver(body);
    const other = randomUUID();
    for (const body of said.toReversed()) await api.deliver(JSON.stringify(body).replaceAll(token, other));

    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('one above what there is leaves the company owing', async () => {
    const company = await harness.company({ funds: 100 });

    await api.deliver(charge({ token: randomUUID(), business_token: company.id }));

    expect(await company.balances()).toEqual({ RECEIVABLE: -200, FEES: 300 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('an adjustment of the holder’s account is followed; what else happens there is not', async () => {
    const { company } = await holder();
    const adjusted = (method: string, type: string): Record<string, unknown> =>
      charge({
        ...{ token: randomUUID(), type, business_token: company.id },
        gpa_order: { token: randomUUID(), amount: 3, jit_funding: { token: randomUUID(), method, user_token: 'u', amount: 3 } },
      });

    await api.deliver(adjusted('pgfs.adjustment.credit', 'gpa.credit'));
    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_300 });
    await api.deliver(adjusted('pgfs.adjustment.debit', 'gpa.debit'));
    await api.deliver(adjusted('pgfs.authorization', 'gpa.credit.authorization'));

    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('of nobody here it waits for somebody to look', async () => {
    const token = randomUUID();

    await api.deliver(charge({ token, business_token: randomUUID() }));

    expect(await letterOf(token)).toEqual({ inbox: 'KEPT', problem: 'HOLDER_UNKNOWN', letter: 'UNKNOWN' });
  });

  test('a fee on a card is shown on the card, its return is part of it, and neither is a purchase', async () => {
    const { company, card, token } = await holder();

    await api.deliver(told(card, 'webhook.fee.charge', { token }));
    expect(await company.balances()).toEqual({ AVAILABLE: 999_700, FEES: 300 });
    await api.deliver(
      told(card, 'webhook.fee.charge', { token: randomUUID(), type: 'fee.charge.refund', preceding_related_transaction_token: token }),
    );

    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect(await company.transactions()).toMatchObject([{ kind: 'FEE', status: 'REVERSED', amount: 300 }]);
    expect(await harness.broken(company)).toEqual([]);
  });
});

describe('what was kept is applied again', () => {
  test('when the purchase that it speaks of is heard of', async () => {
    const { company, card, token } = await holder();
    const clearing = randomUUID();
    const opened = randomUUID();

    await api.deliver(told(card, 'webhook.chargeback.opened', { token: opened, preceding_related_transaction_token: clearing }));
    expect(await letterOf(opened)).toEqual({ inbox: 'KEPT', problem: 'PURCHASE_UNKNOWN', letter: 'UNKNOWN' });
    await api.deliver(told(card, 'webhook.authorization.approved', { token }));
    expect(await letterOf(opened)).toMatchObject({ inbox: 'KEPT' });
    await api.deliver(told(card, 'webhook.authorization.clearing', { token: clearing, preceding_related_transaction_token: token }));

    expect(await letterOf(opened)).toEqual({ inbox: 'APPLIED', problem: null, letter: 'APPLIED' });
    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000, SPENT: 12_900, DISPUTES: -12_900 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('by a build that understands more: what was shown with its purchase moves its money then', async () => {
    const { company, card, token } = await holder();
    const odd = randomUUID();
    await api.deliver(told(card, 'webhook.authorization.approved', { token }));
    const cleared = { token: odd, type: 'authorization.levitation', preceding_related_transaction_token: token };
    await api.deliver(told(card, 'webhook.authorization.clearing', cleared));
    expect(await letterOf(odd)).toEqual({ inbox: 'KEPT', problem: 'TYPE_UNKNOWN', letter: 'UNKNOWN' });
    expect(await company.balances()).toEqual({ AVAILABLE: 987_100, HELD: 12_900 });

    // As if the build of the day before had not known what a clearing is.
    await harness.sql(`UPDATE transaction_events SET type = 'authorization.clearing' WHERE token = $1`, [odd]);
    await harness.sql(
      `UPDATE marqeta_inbox SET body = replace(body, 'authorization.levitation', 'authorization.clearing') WHERE token = $1`,
      [odd],
    );
    await harness.sql(`UPDATE dead_letters SET understanding = 'of yesterday' WHERE token = $1`, [odd]);
    await api.job('inbox.retryKept');
    await api.path.drain();

    expect(await letterOf(odd)).toEqual({ inbox: 'APPLIED', problem: null, letter: 'APPLIED' });
    expect(await company.balances()).toEqual({ AVAILABLE: 987_100, SPENT: 12_900 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('once a build and no more', async () => {
    const { card, token } = await holder();
    await api.deliver(told(card, 'webhook.authorization.approved', { token, type: 'authorization.levitation' }));
    const attempts = () => harness.sql(`SELECT attempts, understanding FROM dead_letters WHERE token = $1`, [token]);

    await api.job('inbox.retryKept');
    await api.path.drain();
    expect(await attempts()).toEqual([{ attempts: 1, understanding: UNDERSTANDING }]);
    await harness.sql(`UPDATE dead_letters SET understanding = NULL WHERE token = $1`, [token]);
    for (let i = 0; i < 2; i += 1) {
      await api.job('inbox.retryKept');
      await api.path.drain();
    }

    expect(await attempts()).toEqual([{ attempts: 2, understanding: UNDERSTANDING }]);
  });

  test('and what an operator has dismissed stays dismissed', async () => {
    const { card, token } = await holder();
    await api.deliver(told(card, 'webhook.authorization.approved', { token, type: 'authorization.levitation' }));
    await harness.sql(`UPDATE dead_letters SET state = 'DISMISSED', understanding = NULL WHERE token = $1`, [token]);

    await api.job('inbox.retryKept');
    await api.path.drain();

    expect(await letterOf(token)).toMatchObject({ inbox: 'KEPT', letter: 'DISMISSED' });
  });
});

describe('until when a hold lives', () => {
  const until = async (company: TestCompany): Promise<string | null> => {
    const [row] = await harness.sql<{ at: Date | null }>(`SELECT hold_expires_at AS at FROM transactions WHERE company_id = $1`, [
      company.id,
    ]);
    return row?.at?.toISOString() ?? null;
  };

  test('gateway and webhook write alike, an increment lives longer, and nothing that is not held has an end', async () => {
    const { company, card, token } = await holder();
    const hotel = fixture('jit-request.authorization.preauth-hotel');
    const asked = { ...hotel, card_token: card.token, token };
    await api.ask(asked);
    expect(await until(company)).toBe('2026-04-01T09:15:04.000Z');

    const { transaction_metadata, user_transaction_time, card_acceptor, amount } = asked as Record<string, unknown>;
    const same = { transaction_metadata, user_transaction_time, card_acceptor, amount, request_amount: amount };
    await api.deliver(told(card, 'webhook.authorization.approved', { token, ...same }));
    expect(await until(company)).toBe('2026-04-01T09:15:04.000Z');

    const more = {
      token: randomUUID(),
      preceding_related_transaction_token: token,
      ...same,
      user_transaction_time: '2026-03-05T09:15:04Z',
    };
    await api.deliver(told(card, 'webhook.authorization.incremental', more));
    expect(await until(company)).toBe('2026-04-04T09:15:04.000Z');

    await api.deliver(
      told(card, 'webhook.authorization.reversal.full', {
        token: randomUUID(),
        preceding_related_transaction_token: token,
        user_transaction_time: '2026-03-06T09:15:04Z',
      }),
    );
    expect(await until(company)).toBeNull();
  });
});
