import { missingField, notFound } from '../core/api-error.ts';
import { asObject } from '../core/fields.ts';
import { unitsFrom } from '../core/money.ts';
import type { Deps, Routes } from './deps.ts';
import type { Query } from './listing.ts';
import { listed, shown, type TransactionRow } from './transaction-list.ts';

/** Final and pending; declines are hidden unless asked for (wire-format §9.1). */
const USUAL = { states: 'PENDING,COMPLETION', recent: true };

/** Wire-format §9.1-§9.3. */
export const transactionRoutes: Routes = (app, deps) => {
  app.get('/transactions', async (request) => listed(deps, request.query as Query, { ...USUAL, fixed: {} }));

  app.get('/cards/:token/transactions', async (request) =>
    listed(deps, request.query as Query, { ...USUAL, fixed: { card_token: tokenOf(request.params) } }),
  );

  app.get('/transactions/fundingsource/:token', async (request) => {
    const fundingSource = tokenOf(request.params);
    const known = deps.resources.find('programgateway', fundingSource) ?? deps.resources.find('programfundingsource', fundingSource);
    if (known === null) throw notFound('Funding source');
    return listed(deps, request.query as Query, { ...USUAL, fixed: { funding_source: fundingSource } });
  });

  app.get('/transactions/:token', async (request) => shown(rowOf(deps, request.params), request.query as Query));

  app.get('/transactions/:token/related', async (request) => {
    const { purchase } = rowOf(deps, request.params);
    return listed(deps, request.query as Query, { fixed: { purchase }, states: 'ALL', recent: false }, 'created_time');
  });

  app.post('/transactions/authorizationreversal', async (request, reply) => {
    const { original_transaction_token: original, amount } = asObject(request.body);
    if (typeof original !== 'string') throw missingField('original_transaction_token');
    const part = deps.settings.unconfirmed.issuerReversalTakesAmount ? unitsFrom(amount) : null;
    const { transaction } = await deps.network.release(original, part);
    return reply.code(201).send({ transaction });
  });
};

const tokenOf = (params: unknown): string => (params as { token: string }).token;

function rowOf(deps: Deps, params: unknown): TransactionRow & { readonly purchase: string } {
  const row = deps.store.get<TransactionRow & { purchase: string }>(
    'SELECT purchase, body, state FROM transactions WHERE token = ?',
    tokenOf(params),
  );
  if (row === undefined) throw notFound('Transaction');
  return row;
}
