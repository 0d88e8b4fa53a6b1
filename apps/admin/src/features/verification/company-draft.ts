import { type AddressDraft, emptyAddress, isWholeAddress } from '@afc/ui';
import type {
  AddressOfVerificationFragment,
  CompanyVerificationQuery,
  IdentityNumberType,
  IncorporationType,
  SubmitCompanyVerificationInput,
} from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';

const AddressOfVerification = graphql(`
  fragment AddressOfVerification on PostalAddress {
    line1
    line2
    city
    region
    postalCode
    country
  }
`);

export type Told = NonNullable<CompanyVerificationQuery['companyVerificationDetails']>;

export interface OwnerDraft {
  firstName: string;
  lastName: string;
  birthDate: string;
  home: AddressDraft;
  identityNumberType: IdentityNumberType;
  identityNumber: string;
}

export interface CompanyDraft {
  legalName: string;
  incorporationType: IncorporationType;
  establishedOn: string;
  phone: string;
  address: AddressDraft;
  taxNumber: string;
  owners: readonly OwnerDraft[];
}

export const mostOwners = 4;

export const emptyOwner: OwnerDraft = {
  ...{ firstName: '', lastName: '', birthDate: '', home: emptyAddress },
  ...{ identityNumberType: 'NIN', identityNumber: '' },
};

/** What was told before, to be corrected. Numbers were not kept. */
export function draftOf(told: Told | null, companyName: string): CompanyDraft {
  if (told === null) {
    const nothing = { legalName: companyName, incorporationType: 'LLC', establishedOn: '', phone: '', taxNumber: '' } as const;
    return { ...nothing, address: emptyAddress, owners: [emptyOwner] };
  }
  const { legalName, incorporationType, establishedOn, phone } = told;
  return {
    ...{ legalName, incorporationType, establishedOn, phone, taxNumber: '' },
    address: addressOf(readFragment(AddressOfVerification, told.address)),
    owners: told.owners.map(({ firstName, lastName, birthDate, home }) => ({
      ...emptyOwner,
      ...{ firstName, lastName, birthDate },
      home: addressOf(readFragment(AddressOfVerification, home)),
    })),
  };
}

function addressOf({ line1, line2, city, region, postalCode, country }: AddressOfVerificationFragment): AddressDraft {
  return { line1, line2: line2 ?? '', city, region: region ?? '', postalCode, country };
}

/** The mutation's input, or null while something is missing. */
export function inputOf(draft: CompanyDraft): Omit<SubmitCompanyVerificationInput, 'idempotencyKey'> | null {
  const { legalName, establishedOn, phone, taxNumber, address, owners } = draft;
  const filled = (...texts: readonly string[]) => texts.every((text) => text.trim() !== '');
  const ownersAreWhole = owners.every(
    ({ firstName, lastName, birthDate, identityNumber, home }) =>
      filled(firstName, lastName, birthDate, identityNumber) && isWholeAddress(home),
  );
  if (!filled(legalName, establishedOn, phone, taxNumber) || !isWholeAddress(address) || !ownersAreWhole) return null;
  return { ...draft, owners: [...owners] };
}
