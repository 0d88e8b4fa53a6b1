import type { Units } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import type { GivenAddress } from './address.ts';

/** What a merchant's terminal sends: one message, before it is known what comes of it. */
export interface Terms {
  readonly eventType: string;
  /** When, by the emulator's clock. */
  readonly at: number;
  /** Not needed when it follows a purchase. */
  readonly cardToken: string | null;
  /** `null` releases all that is left, or checks the account. */
  readonly amount: Units | null;
  readonly currency: string;
  /** Any message of the purchase that this one belongs to. */
  readonly preceding: string | null;
  readonly acceptor: Acceptor;
  readonly point: PointOfSale;
  readonly network: string;
  readonly subnetwork: string;
  readonly conversion: Conversion | null;
  readonly cashBack: Units | null;
  readonly isPreauthorization: boolean;
  readonly forcePost: boolean;
  /** Whether a clearing is the last; `null` leaves it to the setting. */
  readonly isFinal: boolean | null;
  readonly sequence: { readonly number: number; readonly count: number } | null;
  readonly fees: readonly Body[];
  /** Whole blocks that are shown as they came: who sends money, what 3-D Secure said, what the network adds. */
  readonly attached: Body;
}

export interface Acceptor {
  readonly mid: string;
  readonly mcc: string;
  readonly name: string;
  readonly city: string;
  readonly state: string;
  readonly postal_code: string;
  readonly country_code: string;
  readonly street_address: string;
}

export interface PointOfSale {
  readonly cardPresent: boolean;
  readonly recurring: boolean;
  readonly partialApprovalCapable: boolean;
  readonly entryMode: string | null;
  /** E.g. `QUASI_CASH` (wire-format §9.6). */
  readonly specialCondition: string | null;
  readonly securityCode: string | null;
  readonly pin: string | null;
  readonly expiration: string | null;
  readonly address: GivenAddress | null;
}

export interface Conversion {
  readonly originalAmount: Units;
  readonly rate: number;
  /** Numeric text: `978`. */
  readonly originalCurrency: string;
}

export const UNKNOWN_MERCHANT: Acceptor = {
  mid: '123456789012345',
  mcc: '5999',
  name: 'SIMULATED MERCHANT',
  city: 'OAKLAND',
  state: 'CA',
  postal_code: '94612',
  country_code: 'USA',
  street_address: '180 Grand Ave',
};

const AT_A_TERMINAL: PointOfSale = {
  cardPresent: true,
  recurring: false,
  partialApprovalCapable: false,
  entryMode: null,
  specialCondition: null,
  securityCode: null,
  pin: null,
  expiration: null,
  address: null,
};

/** A message with everything usual left usual. */
export function terms(
  eventType: string,
  at: number,
  given: Partial<Omit<Terms, 'eventType' | 'at' | 'point'>> & { readonly point?: Partial<PointOfSale> },
): Terms {
  const { point, ...rest } = given;
  return {
    eventType,
    at,
    cardToken: null,
    amount: null,
    currency: 'USD',
    preceding: null,
    acceptor: UNKNOWN_MERCHANT,
    network: 'VISA',
    subnetwork: 'VISANET',
    conversion: null,
    cashBack: null,
    isPreauthorization: false,
    forcePost: false,
    isFinal: null,
    sequence: null,
    fees: [],
    attached: {},
    ...rest,
    point: { ...AT_A_TERMINAL, ...point },
  };
}
