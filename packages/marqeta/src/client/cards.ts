import { ClientAccessToken, PinControlToken } from '../wire/card-access.ts';
import { Card, CardTransition } from '../wire/card.ts';
import { CardProduct } from '../wire/resources.ts';
import { DigitalWalletTokenTransition } from '../wire/transitions.ts';
import { ApplePayProvisioning, DigitalWalletToken, GooglePayProvisioning } from '../wire/wallets.ts';
import { type Calls, checked, segment } from './calls.ts';
import type * as Requests from './requests.ts';
import type { WalletProvisioning, WalletTokenFilter } from './wallet-requests.ts';

const checks = {
  product: checked(CardProduct),
  card: checked(Card),
  transition: checked(CardTransition),
  clientAccessToken: checked(ClientAccessToken),
  pinControlToken: checked(PinControlToken),
  walletToken: checked(DigitalWalletToken),
  walletTransition: checked(DigitalWalletTokenTransition),
  applePay: checked(ApplePayProvisioning),
  googlePay: checked(GooglePayProvisioning),
};

/** Cards, what they are made from, and what shows them to their holder (wire-format §4, §5). No call asks for a PAN, CVV or PIN. */
export function cardCalls(calls: Calls) {
  return {
    cardProducts: {
      create: (body: Requests.CreateCardProduct) => calls.create('/cardproducts', body, checks.product),
      get: (token: string) => calls.get(`/cardproducts/${segment(token)}`, checks.product),
      update: (token: string, body: Partial<Requests.CreateCardProduct>) =>
        calls.put(`/cardproducts/${segment(token)}`, body, checks.product),
      list: () => calls.list('/cardproducts', checks.product, undefined, 10),
    },
    cards: {
      create: (body: Requests.CreateCard) => calls.create('/cards', body, checks.card),
      /** Same number, new expiry and code: the old card ends when this one is activated (§5.6). */
      reissue: (sourceToken: string, body: Requests.CreateCard) =>
        calls.create('/cards', { ...body, reissue_pan_from_card_token: sourceToken }, checks.card),
      /** New number for a lost or stolen card, which ends at once (§5.6). */
      replace: (sourceToken: string, body: Requests.CreateCard) =>
        calls.create('/cards', { ...body, new_pan_from_card_token: sourceToken }, checks.card),
      get: (token: string) => calls.get(`/cards/${segment(token)}`, checks.card),
      update: (token: string, body: Partial<Requests.CreateCard>) => calls.put(`/cards/${segment(token)}`, { ...body, token }, checks.card),
      ofUser: (userToken: string) => calls.list(`/cards/user/${segment(userToken)}`, checks.card),
      byLastFour: (lastFour: string) => calls.list('/cards', checks.card, { last_four: lastFour }),
      transition: (body: Requests.CreateCardTransition) => calls.create('/cardtransitions', body, checks.transition),
      getTransition: (token: string) => calls.get(`/cardtransitions/${segment(token)}`, checks.transition),
      transitions: (cardToken: string) => calls.list(`/cardtransitions/card/${segment(cardToken)}`, checks.transition),
    },
    /** For marqeta.js: a token shows one card, once; another one is simply asked for (§5.9). */
    clientAccessTokens: {
      create: (cardToken: string, applicationToken?: string) =>
        calls.once(
          'POST',
          '/users/auth/clientaccesstoken',
          { card_token: cardToken, ...(applicationToken === undefined ? {} : { application_token: applicationToken }) },
          checks.clientAccessToken,
        ),
      get: (token: string) => calls.get(`/users/auth/clientaccesstoken/${segment(token)}`, checks.clientAccessToken),
    },
    /** For the PIN widget; only the newest token of a card counts (§5.9). */
    pinControlToken: (cardToken: string, type: 'SET_PIN' | 'REVEAL_PIN') =>
      calls.once('POST', '/pins/controltoken', { card_token: cardToken, controltoken_type: type }, checks.pinControlToken),
    walletTokens: {
      get: (token: string) => calls.get(`/digitalwallettokens/${segment(token)}`, checks.walletToken),
      list: (filter?: WalletTokenFilter) => calls.list('/digitalwallettokens', checks.walletToken, { ...filter }),
      ofCard: (cardToken: string) => calls.list(`/digitalwallettokens/card/${segment(cardToken)}`, checks.walletToken),
      transition: ({ tokenOfWallet, ...body }: Requests.MoveWalletToken) =>
        calls.create(
          '/digitalwallettokentransitions',
          { ...body, digital_wallet_token: { token: tokenOfWallet } },
          checks.walletTransition,
        ),
      getTransition: (token: string) => calls.get(`/digitalwallettokentransitions/${segment(token)}`, checks.walletTransition),
      transitions: (token: string) =>
        calls.list(`/digitalwallettokentransitions/digitalwallettoken/${segment(token)}`, checks.walletTransition),
    },
    /** Asked by the holder's own app; what comes back is encrypted for the wallet (§5.11). */
    walletProvisioning: {
      applePay: (body: WalletProvisioning['applePay']) =>
        calls.once('POST', '/digitalwalletprovisionrequests/applepay', body, checks.applePay),
      googlePay: (body: WalletProvisioning['googlePay']) =>
        calls.once('POST', '/digitalwalletprovisionrequests/androidpay', body, checks.googlePay),
    },
  };
}
