import { notFound, invalidField } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { PASSWORD_LENGTHS } from '../../wire/passwords.ts';
import { checkPassword, type Field, type Fields, flag, object, readFields, requiredText, text, token } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { balanceOf, EMPTY } from '../network/account.ts';
import { ownerOf } from '../network/context.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';

const timeout: Field = { type: 'number', min: 1_000, max: 7_000, whole: true };
const GATEWAY: Fields = {
  token,
  name: requiredText(1, 50),
  url: text(250),
  basic_auth_username: requiredText(1, 50),
  basic_auth_password: requiredText(20, 100),
  timeout_millis: timeout,
  custom_header: object,
  use_mtls: flag,
  active: flag,
};

/** The programme gateway: whom to ask (wire-format §6.1), and balances (§6.4). */
export const fundingRoutes: Routes = (app, deps) => {
  app.post('/fundingsources/programgateway', async (request, reply) => {
    const created = createOnce(deps, 'programgateway', request.body, 'request', (tokenText, at) => {
      const fields = readGateway(request.body, GATEWAY);
      const time = wireTime(at);
      return {
        timeout_millis: 3_000,
        ...fields,
        token: tokenText,
        active: fields['active'] ?? true,
        account: tokenText,
        version: '1',
        created_time: time,
        last_modified_time: time,
      };
    });
    return reply.code(201).send(view(created.body));
  });

  app.get('/fundingsources/programgateway/:token', async (request) => view(found(deps, request.params)));

  app.put('/fundingsources/programgateway/:token', async (request) => {
    const before = found(deps, request.params);
    return view(update(deps, before, readGateway(request.body, { ...GATEWAY, name: text(50), url: requiredText(0, 250) })));
  });

  app.put('/fundingsources/programgateway/customheaders/:token', async (request) => {
    const before = found(deps, request.params);
    return view(update(deps, before, readFields(request.body, { custom_header: { ...object, required: true } })));
  });

  app.get('/balances/:token', async (request) => {
    const { token: holder } = request.params as { token: string };
    const known = deps.resources.find('user', holder) ?? deps.resources.find('business', holder);
    if (known === null) throw notFound('Account holder');
    return { gpa: gpaOf(deps, ownerOf(known.body)), links: [{ rel: 'self', href: `/v3/balances/${holder}`, method: 'GET' }] };
  });
};

function readGateway(given: unknown, allowed: Fields): Body {
  const fields = readFields(given, allowed);
  checkUrl(fields['url']);
  checkPassword('basic_auth_password', fields['basic_auth_password'], PASSWORD_LENGTHS.gatewayPassword);
  return fields;
}

function found(deps: Deps, params: unknown): Body {
  const gateway = deps.resources.find('programgateway', (params as { token: string }).token);
  if (gateway === null) throw notFound('Funding source');
  return gateway.body;
}

function update(deps: Deps, before: Body, { token: _token, ...fields }: Body): Body {
  const at = deps.clock.now();
  const after = { ...before, ...fields, version: String(Number(before['version']) + 1), last_modified_time: wireTime(at) };
  deps.resources.update('programgateway', String(before['token']), after, at);
  return after;
}

function view({ basic_auth_password: _password, ...shown }: Body): Body {
  return shown;
}

/** Marqeta takes https only; on loopback, where everything here runs, http too. An empty URL switches the gateway off. */
function checkUrl(url: unknown): void {
  if (url === undefined || url === '' || isAllowedUrl(url)) return;
  throw invalidField('url', 'must begin with https://');
}

export function isAllowedUrl(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
}

function gpaOf(deps: Deps, holder: string): Body {
  const accounts = deps.network.ledger.accounts(holder);
  const balances = accounts.length > 0 ? accounts : [{ currency: 'USD', ...EMPTY, updated: deps.clock.now() }];
  const each = balances.map((account) => balanceOf(account.currency, account, { last_updated_time: wireTime(account.updated) }));
  return { ...each[0], balances: Object.fromEntries(each.map((balance) => [balance['currency_code'], balance])) };
}
