import { createHash } from 'node:crypto';
import { canonical, textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { currencyOf } from '../shopping/shoppers.ts';
import { type Ask, ScenarioError } from './ask.ts';
import type { Who } from './format.ts';
import type { CardInHand } from './messages.ts';

/** Who buys, with what. */
export interface Cast extends CardInHand {
  readonly userToken: string;
}

const BASIC_AUTH = { basic_auth_username: 'scenario', basic_auth_password: 'Scenario-1234567890!' };

/** The card that the scenario names or was given, or a new one of a new cardholder with what the scenario says about them. */
export async function castOf(ask: Ask, who: Who, chosen: string | null): Promise<Cast> {
  const cardToken = chosen ?? who.card ?? null;
  if (who.webhook !== undefined) await made(ask, '/v3/webhooks', webhookOf(who.webhook));
  const card = cardToken === null ? await newCard(ask, who) : await ask.ok('GET', `/v3/cards/${encodeURIComponent(cardToken)}`);
  return { token: textOf(card['token']), userToken: textOf(card['user_token']), currency: currencyOf(card) };
}

async function newCard(ask: Ask, who: Who): Promise<Body> {
  const gateway = await gatewayOf(ask, who);
  const product = await made(ask, '/v3/cardproducts', productOf(who.product ?? {}, gateway));
  const user = await ask.ok('POST', '/v3/users', { first_name: 'Sam', last_name: 'Scenario', ...who.user });
  const association = { user_token: user['token'] };
  for (const control of who.controls?.velocity ?? [])
    await ask.ok('POST', '/v3/velocitycontrols', { currency_code: 'USD', association, ...control });
  for (const control of who.controls?.authorization ?? []) await ask.ok('POST', '/v3/authcontrols', { association, ...control });
  return ask.ok('POST', '/v3/cards', { user_token: user['token'], card_product_token: product['token'] });
}

async function gatewayOf(ask: Ask, who: Who): Promise<string> {
  if (who.gateway !== undefined) {
    const given = { name: 'Scenario gateway', active: true, ...BASIC_AUTH, ...who.gateway };
    return textOf((await made(ask, '/v3/fundingsources/programgateway', given))['token']);
  }
  const { gateways } = (await ask.ok('GET', '/control/resources')) as { gateways?: readonly Body[] };
  const active = gateways?.find((gateway) => gateway['active'] === true && gateway['url'] !== '');
  if (active === undefined) throw new ScenarioError('The emulator has no gateway: name one under "who: gateway", or choose a card.');
  return textOf(active['token']);
}

function productOf(given: Body, gateway: string): Body {
  const jit = { programgateway_funding_source: { enabled: true, funding_source_token: gateway } };
  const config = { card_life_cycle: { activate_upon_issue: true }, ...(given['config'] as Body | undefined), jit_funding: jit };
  return { name: 'Scenario', start_date: '2026-01-01', ...given, config };
}

function webhookOf(given: Body): Body {
  const config = { ...BASIC_AUTH, ...(given['config'] as Body | undefined) };
  return { name: 'Scenario', active: true, events: ['*'], ...given, config };
}

/** The same thing again when the scenario is run again: its token follows from what it is. */
function made(ask: Ask, path: string, body: Body): Promise<Body> {
  const token = `scenario_${createHash('sha256').update(canonical(body)).digest('hex').slice(0, 20)}`;
  return ask.ok('POST', path, { token, ...body });
}
