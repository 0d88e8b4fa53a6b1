import type pg from 'pg';
import { expect, test } from 'vitest';
import { record, type Writes } from './record.ts';

const NOTHING: Writes = { purchases: [], transfers: [], balances: [], counters: [], feed: [], untold: [], gates: [], authorizations: [] };
const transfer: Writes['transfers'][number] = {
  ...{ companyId: 'harborline', id: 'transfer', currency: 'USD', transactionId: null, cause: 'cause' },
  ...{ kind: 'hold', debit: 'AVAILABLE', credit: 'HELD', minor: 100n, atMs: 0 },
};

/** Answers each statement with what its name says. */
function clientThat(answer: (name: string) => Promise<unknown>): pg.ClientBase {
  return { query: ({ name }: { name: string }) => answer(name) } as unknown as pg.ClientBase;
}

test('a row that cannot be written down is thrown at once, before a COMMIT can follow what was sent already', () => {
  const sent: string[] = [];
  const client = clientThat((name) => {
    sent.push(name);
    return Promise.reject(new Error('the transaction was given up'));
  });
  const writes = { ...NOTHING, transfers: [transfer], feed: [{ ...({} as Writes['feed'][number]), atMs: Number.NaN, teamIds: [] }] };

  expect(() => record(client, 0, writes)).toThrow(RangeError);
  expect(sent).toEqual(['record-ledger_transfers']);
});

test('of statements that fail one after the other the first tells why', async () => {
  const client = clientThat((name) => Promise.reject(new Error(name)));
  const gates = [{ companyId: 'harborline', nextFeedNumber: 2n }];

  await expect(record(client, 0, { ...NOTHING, transfers: [transfer], gates })).rejects.toThrow('record-ledger_transfers');
});
