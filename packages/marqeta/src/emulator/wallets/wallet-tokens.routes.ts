import { createOnce, type Deps, type Routes } from '../api/deps.ts';
import { REASON_CODES } from '../api/holders.ts';
import { orderOf, pageOf, type Query, sliceOf } from '../api/listing.ts';
import { ApiError, invalidField, missingField, notFound, unknownRelation } from '../core/api-error.ts';
import { type Fields, object, oneOf, readFields, text, token } from '../core/fields.ts';
import type { Body, Resource } from '../core/resources.ts';
import { path } from '../network/context.ts';
import { REQUESTABLE_WALLET_STATES, type WalletTokenState } from './wallet-token-state.ts';
import { walletTokenPan } from './wallet-token.ts';
import { announceWallet, moved, WALLET_CHANNELS, type WalletCause, walletTransitionBody } from './wallet-transition.ts';

const LIST = { count: 10, max: 100 };
/** Filters of the list, and where what they look for stands. */
const FILTERS: Readonly<Record<string, string>> = {
  state: 'state',
  pan_reference_id: 'token_service_provider.pan_reference_id',
  token_reference_id: 'token_service_provider.token_reference_id',
  correlation_id: 'token_service_provider.correlation_id',
  token_type: 'token_service_provider.token_type',
  token_requestor_name: 'token_service_provider.token_requestor_name',
};
const TRANSITION: Fields = {
  token,
  digital_wallet_token: object,
  token_reference_id: text(255),
  state: oneOf(REQUESTABLE_WALLET_STATES, true),
  channel: oneOf(WALLET_CHANNELS),
  reason_code: oneOf(REASON_CODES),
  reason: text(255),
};

/** Wire-format §5.11. */
export const walletTokenRoutes: Routes = (app, deps) => {
  app.get('/digitalwallettokens', async (request) => {
    const query = request.query as Query;
    const where = Object.entries(FILTERS).flatMap(([name, place]) => (query[name] === undefined ? [] : [[place, query[name]] as const]));
    return listed(deps, query, Object.fromEntries(where));
  });

  app.get('/digitalwallettokens/card/:token', async (request) => {
    const { token: card } = request.params as { token: string };
    if (deps.resources.find('card', card) === null) throw notFound('Card');
    return listed(deps, request.query as Query, { card_token: card });
  });

  app.get('/digitalwallettokens/:token', async (request) => embedded(deps, found(deps, request.params), request.query as Query));

  app.get('/digitalwallettokens/:token/showtokenpan', async (request) => {
    const walletToken = found(deps, request.params);
    const provider = path(walletToken, 'token_service_provider');
    return { ...walletToken, token_service_provider: { ...provider, token_pan: walletTokenPan(deps, String(walletToken['token'])) } };
  });

  app.post('/digitalwallettokentransitions', async (request, reply) => reply.code(201).send(shown(asked(deps, request.body).body)));

  app.get('/digitalwallettokentransitions/:token', async (request) => {
    const transition = deps.resources.find('digitalwallettokentransition', (request.params as { token: string }).token);
    if (transition === null) throw notFound('Transition');
    return shown(transition.body);
  });

  app.get('/digitalwallettokentransitions/digitalwallettoken/:token', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { token: walletToken } = request.params as { token: string };
    const where = { 'digital_wallet_token.token': walletToken };
    const transitions = deps.resources.list('digitalwallettokentransition', where, orderOf(query, '-id'), slice);
    return pageOf(
      transitions.map(({ body }) => shown(body)),
      slice,
    );
  });
};

function found(deps: Deps, params: unknown): Body {
  const walletToken = deps.resources.find('digitalwallettoken', (params as { token: string }).token);
  if (walletToken === null) throw notFound('Digital wallet token');
  return walletToken.body;
}

function listed(deps: Deps, query: Query, where: Readonly<Record<string, string>>): Body {
  const slice = sliceOf(query, LIST);
  const created = { from: timeOf(query, 'start_date'), until: timeOf(query, 'end_date') };
  const tokens = deps.resources.list('digitalwallettoken', where, orderOf(query, '-id'), slice, created);
  return pageOf(
    tokens.map(({ body }) => embedded(deps, body, query)),
    slice,
  );
}

function timeOf(query: Query, name: 'start_date' | 'end_date'): number | null {
  if (query[name] === undefined) return null;
  const time = Date.parse(query[name]);
  if (Number.isNaN(time)) throw invalidField(name, 'must be a time');
  return time;
}

function embedded(deps: Deps, walletToken: Body, query: Query): Body {
  if (query['embed'] !== 'user') return walletToken;
  const card = deps.resources.find('card', String(walletToken['card_token']))?.body;
  return { ...walletToken, user: deps.resources.find('user', String(card?.['user_token']))?.body };
}

/** A transition that the programme asks for. */
function asked(deps: Deps, given: unknown): Resource {
  let after: Body | null = null;
  return createOnce(
    deps,
    'digitalwallettokentransition',
    given,
    'token',
    (tokenText, at) => {
      const fields = readFields(given, TRANSITION);
      const before = named(deps, fields);
      const cause = causeOf(fields, at);
      const move = moved(deps, before, fields['state'] as WalletTokenState, cause);
      if (move === null) throw refusedMove(deps, before, fields);
      after = move.after;
      return walletTransitionBody(deps, move.after, move.type, tokenText, cause);
    },
    (transition) => {
      if (after === null) return;
      deps.resources.update('digitalwallettoken', String(after['token']), after, transition.created);
      announceWallet(deps, transition.body);
    },
  );
}

/** The token by its name here, or by the one that the network gave it. */
function named({ resources }: Deps, fields: Body): Body {
  const byName = path(fields, 'digital_wallet_token')?.['token'];
  const reference = fields['token_reference_id'];
  if (typeof byName !== 'string' && reference === undefined) throw missingField('digital_wallet_token');
  const walletToken =
    typeof byName === 'string'
      ? resources.find('digitalwallettoken', byName)?.body
      : resources.all('digitalwallettoken').find(({ body }) => path(body, 'token_service_provider')?.['token_reference_id'] === reference)
          ?.body;
  if (walletToken === undefined) throw unknownRelation('Digital wallet token');
  return walletToken;
}

function causeOf(fields: Body, at: number): WalletCause {
  return {
    channel: (fields['channel'] ?? 'API') as WalletCause['channel'],
    ...(typeof fields['reason'] === 'string' ? { reason: fields['reason'] } : {}),
    ...(typeof fields['reason_code'] === 'string' ? { reasonCode: fields['reason_code'] } : {}),
    at,
  };
}

function refusedMove(deps: Deps, before: Body, fields: Body): ApiError {
  const status = deps.settings.unconfirmed.illegalTransitionStatus;
  return new ApiError(status, `${status}019`, `Invalid transition from ${String(before['state'])} to ${String(fields['state'])}`);
}

/** The API names the token; the webhook has all of it. */
function shown({ card: _card, digital_wallet_token: walletToken, ...transition }: Body): Body {
  const { token: name, card_token: card } = walletToken as Body;
  return { ...transition, digital_wallet_token: { token: name, card_token: card } };
}
