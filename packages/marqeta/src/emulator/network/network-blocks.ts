import { wireDate, wireTimestamp } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Body } from '../core/resources.ts';
import type { Terms } from './terms.ts';

const LODGING = /^(35\d\d|36\d\d|37\d\d|7011)$/;
const CAR_RENTAL = /^(33[5-9]\d|34\d\d|7512)$/;

/** Whether holds at this merchant live longer. */
function isLodgingOrRental(mcc: string): boolean {
  return LODGING.test(mcc) || CAR_RENTAL.test(mcc);
}

/** What the network tells about a purchase: made once, at its first message, and repeated in all that follow. */
export function networkBlocks(terms: Terms, ids: Ids, lodgingHoldDays: number): Body {
  const { acceptor, point } = terms;
  const foreign = !['USA', 'US', '840'].includes(acceptor.country_code);
  const numeric = NUMERIC_COUNTRIES[acceptor.country_code] ?? '840';
  const extended = terms.isPreauthorization && isLodgingOrRental(acceptor.mcc);
  return {
    network: terms.network,
    subnetwork: terms.subnetwork,
    acquirer_fee_amount: 0,
    acquirer: {
      institution_country: numeric,
      institution_id_code: '400190',
      retrieval_reference_number: ids.digits(12),
      system_trace_audit_number: ids.digits(6),
    },
    issuer_received_time: wireTimestamp(terms.at),
    issuer_payment_node: ids.hex(32),
    network_reference_id: ids.hex(12).toUpperCase(),
    card_acceptor: { ...acceptor, network_mid: acceptor.mid, mcc_groups: ['NONE'] },
    pos: pos(terms, numeric, ids),
    transaction_metadata: {
      payment_channel: terms.eventType.includes('atm.withdrawal') ? 'ATM' : point.cardPresent ? 'OTHER' : 'ECOMMERCE',
      cross_border_transaction: foreign,
      ...(extended
        ? {
            transaction_category: LODGING.test(acceptor.mcc) ? 'HOTEL' : 'AUTO_RENTAL',
            is_lodging_auto_rental: true,
            lodging_auto_rental_start_date: wireDate(terms.at),
            authorization_life_cycle: lodgingHoldDays,
          }
        : {}),
    },
    fraud: {
      network: { transaction_risk_score: Math.floor(ids.random() * 40), account_risk_score: String(1 + Math.floor(ids.random() * 9)) },
    },
  };
}

function pos({ point, acceptor, eventType }: Terms, country: string, ids: Ids): Body {
  const { cardPresent } = point;
  const specialCondition = point.specialCondition ?? (eventType.endsWith('quasi.cash') ? 'QUASI_CASH' : null);
  return {
    ...(specialCondition === null ? {} : { special_condition_indicator: specialCondition }),
    pan_entry_mode: point.entryMode ?? (cardPresent ? 'CHIP_CONTACTLESS' : 'CREDENTIALS_ON_FILE'),
    pin_entry_mode: point.pin === null ? 'FALSE' : 'TRUE',
    terminal_id: ids.digits(8),
    terminal_attendance: cardPresent ? 'ATTENDED' : 'UNATTENDED',
    terminal_location: cardPresent ? 'ON_PREMISE' : 'OFF_PREMISE_CARDHOLDER',
    card_holder_presence: cardPresent,
    cardholder_authentication_method: point.pin === null ? 'NON_AUTHENTICATED' : 'PIN',
    card_presence: cardPresent,
    card_data_input_capability: cardPresent ? 'CHIP_CONTACTLESS' : 'KEY_ENTRY',
    country_code: country,
    zip: acceptor.postal_code,
    partial_approval_capable: point.partialApprovalCapable,
    purchase_amount_only: false,
    is_recurring: point.recurring,
    is_installment: false,
    pin_present: point.pin !== null,
  };
}

const NUMERIC_COUNTRIES: Readonly<Record<string, string>> = {
  USA: '840',
  US: '840',
  GBR: '826',
  DEU: '276',
  FRA: '250',
  NLD: '528',
  IRL: '372',
  PRT: '620',
  ESP: '724',
  ITA: '380',
  CAN: '124',
  MEX: '484',
  JPN: '392',
  SGP: '702',
  AUS: '036',
  SWE: '752',
  CHE: '756',
  KWT: '414',
};
