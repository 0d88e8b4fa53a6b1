import type { Deps, Routes } from '../api/deps.ts';
import { notFound } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, oneOf, readFields, requiredText, textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { PROVISION, requestWalletToken } from './wallet-token.ts';
import { DEVICE_TYPES, type Wallet } from './wallets.ts';

const REQUEST: Fields = {
  card_token: requiredText(1, 36),
  device_type: oneOf(DEVICE_TYPES, true),
  provisioning_app_version: requiredText(1, 50),
};
const APPLE: Fields = {
  ...REQUEST,
  certificates: { type: 'list', required: true },
  nonce: requiredText(1, 255),
  nonce_signature: requiredText(1, 1_000),
};
const GOOGLE: Fields = { ...REQUEST, device_id: requiredText(1, 24), wallet_account_id: requiredText(1, 50) };

interface Planned {
  readonly wallet: Wallet;
  readonly device: Body;
}

/** What a wallet on the holder's own device asks for (wire-format §5.11). The answers look encrypted, and there is nothing inside. */
export const provisioningRoutes: Routes = (app, deps) => {
  deps.scheduler.handle(PROVISION, ({ subject, body, at }) => provision(deps, subject, body as Planned, at));

  app.post('/digitalwalletprovisionrequests/applepay', async (request, reply) => {
    const fields = readFields(request.body, APPLE);
    const card = cardOf(deps, fields);
    planProvision(deps, card, { wallet: 'APPLE_PAY', device: deviceOf(fields) });
    return reply.code(201).send({
      ...answered(deps, card),
      encrypted_pass_data: sealed(deps, 20),
      activation_data: sealed(deps, 4),
      ephemeral_public_key: sealed(deps, 4),
    });
  });

  app.post('/digitalwalletprovisionrequests/androidpay', async (request, reply) => {
    const fields = readFields(request.body, GOOGLE);
    const card = cardOf(deps, fields);
    const holder = deps.resources.find('user', String(card['user_token']))?.body ?? {};
    planProvision(deps, card, { wallet: 'ANDROID_PAY', device: deviceOf(fields) });
    return reply.code(201).send({
      ...answered(deps, card),
      push_tokenize_request_data: {
        display_name: `Visa Card ${String(card['last_four'])}`,
        last_digits: card['last_four'],
        network: 'Visa',
        token_service_provider: 'TOKEN_PROVIDER_VISA',
        opaque_payment_card: sealed(deps, 20),
        user_address: addressOf(holder),
      },
    });
  });
};

function cardOf(deps: Deps, fields: Body): Body {
  const card = deps.resources.find('card', String(fields['card_token']));
  if (card === null) throw notFound('Card');
  return card.body;
}

function deviceOf(fields: Body): Body {
  const id = fields['device_id'];
  return { type: fields['device_type'], ...(id === undefined ? {} : { device_id: id }) };
}

/** The phone adds the card a moment later. */
function planProvision(deps: Deps, card: Body, planned: Planned): void {
  const at = deps.clock.now() + deps.settings.unconfirmed.walletProvisionedAfterSeconds * 1_000;
  deps.scheduler.add(at, PROVISION, String(card['token']), planned);
}

function provision(deps: Deps, cardToken: string, { wallet, device }: Planned, at: number): void {
  const card = deps.resources.find('card', cardToken)?.body;
  if (card === undefined) return;
  requestWalletToken(deps, card, { wallet, device, by: 'in_app_provisioning', securityCode: null, recommends: 'GREEN' }, at);
}

function answered({ clock }: Deps, card: Body): Body {
  const time = wireTime(clock.now());
  return { card_token: card['token'], created_time: time, last_modified_time: time };
}

/** Bytes that mean nothing, in Base64. */
function sealed({ ids }: Deps, draws: number): string {
  return Buffer.from(Array.from({ length: draws }, () => ids.hex(32)).join(''), 'hex').toString('base64');
}

function addressOf(holder: Body): Body {
  return {
    name: [holder['first_name'], holder['last_name']].map(textOf).join(' ').trim(),
    address1: textOf(holder['address1']),
    city: textOf(holder['city']),
    state: textOf(holder['state']),
    postal_code: textOf(holder['postal_code']),
    country: textOf(holder['country']),
    phone: textOf(holder['phone']),
  };
}
