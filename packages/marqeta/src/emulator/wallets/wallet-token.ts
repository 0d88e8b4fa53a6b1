import { createHash } from 'node:crypto';
import type { HolderStatus } from '../../wire/holder.ts';
import type { Deps } from '../api/deps.ts';
import { makePan, maskedPan } from '../cards/card-number.ts';
import { secretsOf } from '../cards/card-secrets.ts';
import { expiryFields } from '../cards/expiry.ts';
import { invalidField, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { textOf } from '../core/fields.ts';
import { isActiveStatus } from '../core/holder-state.ts';
import type { Body } from '../core/resources.ts';
import { path } from '../network/context.ts';
import { type EligibilityFacts, eligibility, type ProvisioningChannel } from './eligibility.ts';
import { moveWalletToken, recordWalletTransition, type WalletCause } from './wallet-transition.ts';
import { type Wallet, WALLETS } from './wallets.ts';

/** Someone puts a card into a wallet. */
export interface TokenRequest {
  readonly wallet: Wallet;
  readonly by: ProvisioningChannel;
  readonly device: Body;
  readonly securityCode: string | null;
  readonly recommends: EligibilityFacts['recommends'];
}

const PAN_SOURCES: Readonly<Record<ProvisioningChannel, string>> = {
  manual_entry: 'KEY_ENTERED',
  wallet_provider_card_on_file: 'ON_FILE',
  in_app_provisioning: 'MOBILE_BANKING_APP',
  web_push_provisioning: 'MOBILE_BANKING_APP',
};

/** The planned step in which a phone comes back with what its app was given. */
export const PROVISION = 'wallet.provision';

/** A token for a card in a wallet: there at once, after an identity check, or declined (wire-format §5.11). */
export function requestWalletToken(deps: Deps, card: Body, asked: TokenRequest, at: number): Body {
  return deps.store.atomically(() => {
    const decided = eligibility(factsOf(deps, card, asked, at));
    const walletToken = newWalletToken(deps, card, asked, decided, at);
    const token = String(walletToken['token']);
    deps.resources.insert('digitalwallettoken', token, walletToken, at, null);
    const requested: WalletCause = {
      channel: 'TOKEN_SERVICE_PROVIDER',
      reason: 'Digital wallet token requested',
      reasonCode: '00',
      at,
    };
    recordWalletTransition(deps, walletToken, 'fulfillment.requested', requested);
    if (decided.decision === 'DECISION_GREEN') moveWalletToken(deps, walletToken, 'ACTIVE', provisioned(at));
    if (decided.decision === 'DECISION_RED') {
      moveWalletToken(deps, walletToken, 'REQUEST_DECLINED', { ...requested, reason: 'Digital wallet token declined' });
    }
    return deps.resources.find('digitalwallettoken', token)?.body ?? walletToken;
  });
}

const provisioned = (at: number): WalletCause => ({
  channel: 'DIGITAL_WALLET',
  reason: 'Digital wallet token provisioned to digital wallet',
  reasonCode: '00',
  at,
});

function factsOf(deps: Deps, card: Body, asked: TokenRequest, at: number): EligibilityFacts {
  const product = deps.resources.find('cardproduct', String(card['card_product_token']))?.body;
  const holder = deps.resources.find('user', String(card['user_token']))?.body;
  const controls = path(product, 'config', 'digital_wallet_tokenization', 'provisioning_controls');
  const code = secretsOf(deps.store, String(card['token']))?.cvv;
  return {
    at,
    card: { state: String(card['state']), expiresAt: Date.parse(String(card['expiration_time'])) },
    holderActive: isActiveStatus((holder?.['status'] ?? 'CLOSED') as HolderStatus),
    product: {
      channelOpen: path(controls, asked.by)?.['enabled'] !== false,
      alwaysVerifies: controls?.['force_yellow_path_for_card_product'] === true,
    },
    securityCodeMatches: asked.securityCode === null ? null : asked.securityCode === code,
    recommends: asked.recommends,
  };
}

function newWalletToken(
  deps: Deps,
  card: Body,
  { wallet, by, device, recommends }: TokenRequest,
  decided: ReturnType<typeof eligibility>,
  at: number,
): Body {
  const { ids, resources, store } = deps;
  const token = ids.uuid();
  const holder = resources.find('user', String(card['user_token']))?.body;
  const pan = makePan(resources.find('cardproduct', String(card['card_product_token']))?.body ?? {}, ids);
  store.run('INSERT INTO wallet_token_pans (token, pan) VALUES (?, ?)', token, pan);
  return {
    token,
    card_token: card['token'],
    state: 'REQUESTED',
    state_reason: 'Digital wallet token requested',
    fulfillment_status: decided.decision,
    issuer_eligibility_decision: decided.code,
    created_time: wireTime(at),
    last_modified_time: wireTime(at),
    address_verification: { name: holder?.['last_name'], street_address: holder?.['address1'], zip: holder?.['postal_code'] },
    device: { type: 'MOBILE_PHONE', device_id: ids.hex(24).toUpperCase(), language_code: 'en', ...device },
    token_service_provider: {
      token_pan: maskedPan(pan),
      token_type: WALLETS[wallet].tokenType,
      token_expiration: expiryFields(Date.parse(String(card['expiration_time'])))['expiration'],
      token_requestor_id: WALLETS[wallet].requestorId,
      token_requestor_name: wallet,
      token_reference_id: `DNITHE${ids.hex(20).toUpperCase()}`,
      pan_reference_id: panReference(String(card['token'])),
      correlation_id: ids.hex(16).toUpperCase(),
    },
    wallet_provider_profile: {
      account: { id: ids.hex(32), score: SCORES[recommends] },
      device_score: SCORES[recommends],
      pan_source: PAN_SOURCES[by],
      risk_assessment: { score: `DECISION_${recommends}`, version: '0001.00' },
    },
  };
}

const SCORES = { GREEN: '4', YELLOW: '2', RED: '1' } as const;

/** The same for every token of a card. */
const panReference = (cardToken: string): string => `V-${createHash('sha256').update(cardToken).digest('hex').slice(0, 30)}`;

/** What a purchase says of the phone that pays it. A phone whose token is not in use pays nothing. */
export function paidByWallet({ resources }: Deps, cardToken: string, given: unknown): Body {
  if (given === undefined) return {};
  const walletToken = resources.find('digitalwallettoken', textOf(given))?.body;
  if (walletToken?.['card_token'] !== cardToken) throw unknownRelation('Digital wallet token');
  if (walletToken['state'] !== 'ACTIVE') throw invalidField('wallet_token', `is ${textOf(walletToken['state'])}`);
  return { digital_wallet_token: walletToken };
}

/** The token's own number, which is not the card's. */
export function walletTokenPan({ store }: Deps, token: string): string | null {
  return store.get<{ pan: string }>('SELECT pan FROM wallet_token_pans WHERE token = ?', token)?.pan ?? null;
}
