import { seal, unseal } from '../../platform/seal.ts';
import type { Address, CompanyDetails, CompanyNumbers, IdentityNumber, PersonDetails } from './details.ts';

/** A seal opens only where it was made for. */
const personPlace = (column: string, userId: string) => `users.${column}:${userId}`;
const companyPlace = (companyId: string) => `company_details.details_sealed:${companyId}`;
const numbersPlace = (verificationId: string) => `verifications.numbers_sealed:${verificationId}`;

/** The columns of `users` that hold a person's details. */
export type SealedPerson = { readonly birthDate: Buffer | null; readonly phone: Buffer | null; readonly address: Buffer | null };

export function sealPerson(key: Uint8Array, userId: string, { birthDate, phone, address }: PersonDetails): SealedPerson {
  return {
    birthDate: seal(key, birthDate, personPlace('birth_date_sealed', userId)),
    phone: seal(key, phone, personPlace('phone_sealed', userId)),
    address: seal(key, JSON.stringify(address), personPlace('address_sealed', userId)),
  };
}

/** Null when not all of it was ever told. */
export function openPerson(key: Uint8Array, userId: string, { birthDate, phone, address }: SealedPerson): PersonDetails | null {
  if (birthDate === null || phone === null || address === null) return null;
  return {
    birthDate: unseal(key, birthDate, personPlace('birth_date_sealed', userId)),
    phone: unseal(key, phone, personPlace('phone_sealed', userId)),
    address: JSON.parse(unseal(key, address, personPlace('address_sealed', userId))) as Address,
  };
}

export function sealCompany(key: Uint8Array, companyId: string, details: CompanyDetails): Buffer {
  return seal(key, JSON.stringify(details), companyPlace(companyId));
}

export function openCompany(key: Uint8Array, companyId: string, sealed: Uint8Array): CompanyDetails {
  return JSON.parse(unseal(key, sealed, companyPlace(companyId))) as CompanyDetails;
}

export function sealNumbers(key: Uint8Array, verificationId: string, numbers: IdentityNumber | CompanyNumbers): Buffer {
  return seal(key, JSON.stringify(numbers), numbersPlace(verificationId));
}

/** What {@link sealNumbers} was given for the same verification. */
export function openNumbers<Numbers extends IdentityNumber | CompanyNumbers>(
  key: Uint8Array,
  verificationId: string,
  sealed: Uint8Array,
): Numbers {
  return JSON.parse(unseal(key, sealed, numbersPlace(verificationId))) as Numbers;
}
