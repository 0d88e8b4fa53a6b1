import type { FastifyInstance } from 'fastify';
import type { Deps } from '../api/deps.ts';
import { invalidField, notFound } from '../core/api-error.ts';
import { type Fields, object, oneOf, readFields, requiredText, text } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { PROVISIONING_CHANNELS, type ProvisioningChannel } from '../wallets/eligibility.ts';
import type { WalletTokenState } from '../wallets/wallet-token-state.ts';
import { requestWalletToken } from '../wallets/wallet-token.ts';
import { moveWalletToken, type WalletCause } from '../wallets/wallet-transition.ts';
import { type Wallet, WALLET_NAMES } from '../wallets/wallets.ts';

const REQUEST: Fields = {
  card_token: requiredText(1, 36),
  wallet: oneOf(WALLET_NAMES),
  by: oneOf(PROVISIONING_CHANNELS),
  recommends: oneOf(['GREEN', 'YELLOW', 'RED']),
  cvv_number: text(4),
  device: object,
};

/** What becomes of a card in a phone without anybody's asking Marqeta. */
const HAPPENINGS: Readonly<Record<string, Omit<WalletCause, 'at'> & { readonly to: WalletTokenState }>> = {
  verified: { to: 'ACTIVE', channel: 'TOKEN_SERVICE_PROVIDER', reason: 'Cardholder verified', reasonCode: '00' },
  not_verified: { to: 'REQUEST_DECLINED', channel: 'TOKEN_SERVICE_PROVIDER', reason: 'Cardholder not verified', reasonCode: '17' },
  device_lost: { to: 'SUSPENDED', channel: 'DIGITAL_WALLET', reason: 'Device reported lost', reasonCode: '21' },
  device_found: { to: 'ACTIVE', channel: 'DIGITAL_WALLET', reason: 'Device found', reasonCode: '19' },
  removed: { to: 'TERMINATED', channel: 'TOKEN_SERVICE_PROVIDER', reason: 'Removed from device', reasonCode: '21' },
};
const HAPPENED: Fields = { happened: oneOf(Object.keys(HAPPENINGS), true) };

/** A cardholder and their phone: cards go into wallets, and out of them. */
export function walletControlRoutes(app: FastifyInstance, deps: Deps): void {
  app.post('/control/wallettokens', async (request, reply) => {
    const fields = readFields(request.body, REQUEST);
    const card = deps.resources.find('card', String(fields['card_token']))?.body;
    if (card === undefined) throw notFound('Card');
    const asked = {
      wallet: (fields['wallet'] ?? 'APPLE_PAY') as Wallet,
      by: (fields['by'] ?? 'manual_entry') as ProvisioningChannel,
      recommends: (fields['recommends'] ?? 'GREEN') as 'GREEN' | 'YELLOW' | 'RED',
      securityCode: typeof fields['cvv_number'] === 'string' ? fields['cvv_number'] : null,
      device: (fields['device'] ?? {}) as Body,
    };
    return reply.code(201).send(requestWalletToken(deps, card, asked, deps.clock.now()));
  });

  app.put('/control/wallettokens/:token', async (request) => {
    const happening = HAPPENINGS[String(readFields(request.body, HAPPENED)['happened'])];
    const { token } = request.params as { token: string };
    const walletToken = deps.resources.find('digitalwallettoken', token)?.body;
    if (walletToken === undefined || happening === undefined) throw notFound('Digital wallet token');
    const { to, ...cause } = happening;
    const may = deps.store.atomically(() => moveWalletToken(deps, walletToken, to, { ...cause, at: deps.clock.now() }));
    if (!may) throw invalidField('happened', `cannot happen to a token that is ${String(walletToken['state'])}`);
    return deps.resources.find('digitalwallettoken', token)?.body;
  });
}
