import type { MarqetaClient } from '@afc/marqeta';
import { GATEWAY_TOKEN } from './account.ts';
import { isConflict } from './refusal.ts';

export type ProductOfProgram = {
  readonly id: string;
  readonly name: string;
  readonly cardType: 'VIRTUAL' | 'PHYSICAL';
  readonly createdAt: Date;
  readonly config: {
    /** Name of a list of countries at Marqeta; its default declines merchants outside the USA. */
    readonly acceptedCountriesToken?: string;
  };
};

/** The Marqeta card product of a card program. Every purchase on it is asked at our gateway. */
export async function ensureCardProduct(client: MarqetaClient, program: ProductOfProgram): Promise<string> {
  try {
    const { token } = await client.cardProducts.create({
      token: program.id,
      name: program.name.slice(0, 40),
      start_date: program.createdAt.toISOString().slice(0, 10),
      config: configOf(program),
    });
    return token;
  } catch (error) {
    if (!isConflict(error)) throw error;
    return (await client.cardProducts.get(program.id)).token;
  }
}

function configOf({ cardType, config: { acceptedCountriesToken } }: ProductOfProgram) {
  const virtual = cardType === 'VIRTUAL';
  return {
    poi: { ecommerce: true, atm: false, other: { allow: true } },
    card_life_cycle: { activate_upon_issue: virtual, expiration_offset: { unit: 'YEARS', value: 4 } },
    fulfillment: {
      payment_instrument: virtual ? 'VIRTUAL_PAN' : 'PHYSICAL_COMBO',
      card_personalization: { text: { name_line_1: { value: 'CARDHOLDER' } } },
    },
    jit_funding: {
      programgateway_funding_source: { enabled: true, funding_source_token: GATEWAY_TOKEN, refunds_destination: 'GATEWAY' },
    },
    transaction_controls: {
      // Controls of Marqeta's by MCC group would rule out partial approvals (wire-format §13.6).
      allow_mcc_group_authorization_controls: false,
      enable_partial_auth_approval: true,
      ...(acceptedCountriesToken === undefined ? {} : { accepted_countries_token: acceptedCountriesToken }),
    },
  };
}
