import type { CreateBusiness, CreateUser } from '@afc/marqeta';
import type { Address, CompanyDetails, CompanyNumbers, IdentityNumber, PersonDetails } from './details.ts';

/** What Marqeta is told of a person before it verifies them (wire-format §2.1). */
export function userFields({ birthDate, phone, address }: PersonDetails, { type, value }: IdentityNumber): CreateUser {
  return { birth_date: birthDate, phone, ...addressFields(address), identifications: [{ type, value }] };
}

/** What Marqeta is told of a company (wire-format §3.1). */
export function businessFields(details: CompanyDetails, { taxNumber, owners }: CompanyNumbers): CreateBusiness {
  const address = addressFields(details.address);
  return {
    business_name_legal: details.legalName,
    date_established: startOfDay(details.establishedOn),
    phone: details.phone,
    taxpayer_id: taxNumber,
    office_location: address,
    incorporation: {
      incorporation_type: details.incorporationType,
      name_registered_under: details.legalName,
      address_registered_under: address,
    },
    ...Object.fromEntries(
      details.owners.map(({ firstName, lastName, birthDate, home }, index) => [
        `beneficial_owner${index + 1}`,
        {
          first_name: firstName,
          last_name: lastName,
          dob: startOfDay(birthDate),
          home: addressFields(home),
          identifications: owners.slice(index, index + 1),
        },
      ]),
    ),
  };
}

function addressFields({ line1, line2, city, region, postalCode, country }: Address): Record<string, string> {
  return {
    address1: line1,
    ...(line2 === null ? {} : { address2: line2 }),
    city,
    ...(region === null ? {} : { state: region }),
    postal_code: postalCode,
    country,
  };
}

function startOfDay(day: string): string {
  return `${day}T00:00:00Z`;
}
