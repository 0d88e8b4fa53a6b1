import { ApiError, missingField, notFound, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, flag, list, object, oneOf, readFields, requiredText, text, token } from '../core/fields.ts';
import { toNumber } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import { moveOnAccount } from '../network/account-moves.ts';
import { accountHolderOf, activeHolderOf } from './account-holder.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import { chargeFees, type FeeDetail, feeDetailsOf, positive, totalOf, unitsOfFee } from './fees.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const FEE: Fields = {
  token,
  name: requiredText(1, 50),
  amount: { type: 'number', required: true },
  currency_code: requiredText(3, 3),
  type: oneOf(['FLAT', 'PERCENTAGE']),
  category: oneOf(['STANDALONE', 'REALTIME']),
  active: flag,
  memo: text(255),
  tags: text(255),
  fee_attributes: object,
};
const CHARGE: Fields = { token, user_token: token, business_token: token, fees: { ...list, required: true }, tags: text(255) };
const REFUND: Fields = { token, original_fee_transaction_token: requiredText(1, 36), tags: text(255) };

/** Fees that are defined, charged and given back (wire-format §6.5). */
export const feeRoutes: Routes = (app, deps) => {
  app.post('/fees', async (request, reply) => {
    const created = createOnce(deps, 'fee', request.body, 'request', (tokenText, at) => {
      const fields = readFields(request.body, FEE);
      const usual = { type: 'FLAT', category: 'STANDALONE', active: true };
      return { ...usual, ...fields, amount: toNumber(positive('amount', fields['amount'])), token: tokenText, ...times(at) };
    });
    return reply.code(201).send(created.body);
  });

  app.get('/fees', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, { count: 5, max: 100 });
    const fees = deps.resources.list('fee', {}, orderOf(query, '-createdTime'), slice);
    return pageOf(
      fees.map(({ body }) => body),
      slice,
    );
  });

  app.get('/fees/:token', async (request) => found(deps, 'fee', request.params, 'Fee'));

  app.post('/feecharges', async (request, reply) => {
    const created = createOnce(
      deps,
      'feecharge',
      request.body,
      'request',
      (tokenText, at) => newCharge(deps, readFields(request.body, CHARGE), tokenText, at),
      ({ body, created: at }) => chargeFees(deps, accountHolderOf(deps.resources, body), body['fees'] as FeeDetail[], body, at),
    );
    return reply.code(201).send(created.body);
  });

  app.get('/feecharges/:token', async (request) => found(deps, 'feecharge', request.params, 'Fee charge'));

  app.post('/feerefunds', async (request, reply) => {
    const created = createOnce(
      deps,
      'feerefund',
      request.body,
      'request',
      (tokenText, at) => newRefund(deps, readFields(request.body, REFUND), tokenText, at),
      ({ body, created: at }) => giveBack(deps, body, at),
    );
    return reply.code(201).send(created.body);
  });
};

const times = (at: number): Body => ({ created_time: wireTime(at), last_modified_time: wireTime(at) });

function found(deps: Deps, kind: 'fee' | 'feecharge', params: unknown, what: string): Body {
  const resource = deps.resources.find(kind, (params as { token: string }).token);
  if (resource === null) throw notFound(what);
  return resource.body;
}

function newCharge(deps: Deps, fields: Body, tokenText: string, at: number): Body {
  const holder = activeHolderOf(deps.resources, fields);
  const fees = feeDetailsOf(deps, fields['fees'], null);
  const [first] = fees;
  if (first === undefined) throw missingField('fees');
  const currency = String(first.fee['currency_code']);
  if (fees.some(({ fee }) => fee['currency_code'] !== currency)) throw new ApiError(400, '400001', 'Fees must be in one currency');
  const available = deps.network.ledger.account(holder.account, currency)?.available ?? 0;
  if (totalOf(fees) > available) throw new ApiError(422, '422002', 'Not sufficient funds');
  return { token: tokenText, ...holder.named, fees, ...kept(fields), ...times(at) };
}

const kept = ({ tags }: Body): Body => (tags === undefined ? {} : { tags });

/** One fee is given back once, named by the transaction that charged it. */
function newRefund(deps: Deps, fields: Body, tokenText: string, at: number): Body {
  const original = String(fields['original_fee_transaction_token']);
  const charged = deps.network.ledger.message(original);
  const transfer = charged?.['fee_transfer'] as Body | undefined;
  const detail = (transfer?.['fees'] as FeeDetail[] | undefined)?.find(({ transaction_token }) => transaction_token === original);
  if (charged?.['type'] !== 'fee.charge' || transfer === undefined || detail === undefined) throw unknownRelation('Fee transaction');
  if (deps.resources.all('feerefund').some(({ body }) => body['original_fee_transaction_token'] === original)) {
    throw new ApiError(422, '422003', 'The fee was refunded before');
  }
  const { user_token, business_token } = transfer;
  const holder = user_token === undefined ? { business_token } : { user_token };
  const fees = [{ ...detail, transaction_token: deps.ids.uuid() }];
  return { token: tokenText, ...holder, original_fee_transaction_token: original, fees, ...kept(fields), ...times(at) };
}

function giveBack(deps: Deps, refund: Body, at: number): void {
  const [detail] = refund['fees'] as FeeDetail[];
  if (detail === undefined) return;
  const holder = accountHolderOf(deps.resources, refund);
  moveOnAccount(
    { ledger: deps.network.ledger, sender: deps.sender },
    {
      type: 'fee.charge.refund',
      token: detail.transaction_token,
      follows: String(refund['original_fee_transaction_token']),
      at,
      account: holder.account,
      holder: holder.shown,
      currency: String(detail.fee['currency_code']),
      amount: unitsOfFee(detail),
      fundingSource: null,
      block: { fee: detail.fee, fee_transfer: refund },
    },
  );
}
