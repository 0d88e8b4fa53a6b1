import { InvalidInputError } from '../../platform/errors.ts';

export type Address = {
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
};

/** What verification asks of a person. Sealed wherever it is kept. */
export type PersonDetails = {
  /** `yyyy-MM-dd`. */
  readonly birthDate: string;
  /** E.164. */
  readonly phone: string;
  readonly address: Address;
};

export type BeneficialOwner = {
  readonly firstName: string;
  readonly lastName: string;
  readonly birthDate: string;
  readonly home: Address;
};

/** What verification asks of a company. Sealed wherever it is kept. */
export type CompanyDetails = {
  readonly legalName: string;
  readonly incorporationType: IncorporationType;
  readonly establishedOn: string;
  readonly phone: string;
  readonly address: Address;
  readonly owners: readonly BeneficialOwner[];
};

/** Wire-format §3.1. */
export const INCORPORATION_TYPES = [
  'LLC',
  'CORPORATION',
  'SOLE_PROPRIETORSHIP',
  'PARTNERSHIP',
  'COOPERATIVE',
  'FINANCIAL_OR_CREDIT_INSTITUTION',
  'FOUNDATION',
  'ASSOCIATION',
  'CHARITY',
  'TRUST',
  'OTHER',
] as const;
export type IncorporationType = (typeof INCORPORATION_TYPES)[number];

/** The kinds of wire-format §2.1 that a person has. */
export const IDENTITY_NUMBER_TYPES = ['NIN', 'TIN', 'SSN', 'SIN', 'PASSPORT_NUMBER', 'DRIVERS_LICENSE'] as const;
export type IdentityNumberType = (typeof IDENTITY_NUMBER_TYPES)[number];

/** Identifies a person to authorities. Kept, sealed, only until Marqeta has answered. */
export type IdentityNumber = { readonly type: IdentityNumberType; readonly value: string };

/** Of a company: its own, and its owners' in their order. */
export type CompanyNumbers = { readonly taxNumber: string; readonly owners: readonly IdentityNumber[] };

const MOST_OWNERS = 4;

/** @throws InvalidInputError */
export function checkedPerson(given: PersonDetails, now: Date): PersonDetails {
  return {
    birthDate: checkedDay('birthDate', given.birthDate, now),
    phone: checkedPhone('phone', given.phone),
    address: checkedAddress('address', given.address),
  };
}

/** @throws InvalidInputError */
export function checkedCompany(given: CompanyDetails, now: Date): CompanyDetails {
  if (given.owners.length < 1 || given.owners.length > MOST_OWNERS)
    throw new InvalidInputError('owners', `Name each person who owns or controls the company: at least one, at most ${MOST_OWNERS}.`);
  return {
    legalName: checkedText('legalName', given.legalName, 255),
    incorporationType: given.incorporationType,
    establishedOn: checkedDay('establishedOn', given.establishedOn, now),
    phone: checkedPhone('phone', given.phone),
    address: checkedAddress('address', given.address),
    owners: given.owners.map((owner, index) => checkedOwner(`owners.${index}`, owner, now)),
  };
}

function checkedOwner(field: string, { firstName, lastName, birthDate, home }: BeneficialOwner, now: Date): BeneficialOwner {
  return {
    firstName: checkedText(`${field}.firstName`, firstName, 40),
    lastName: checkedText(`${field}.lastName`, lastName, 40),
    birthDate: checkedDay(`${field}.birthDate`, birthDate, now),
    home: checkedAddress(`${field}.home`, home),
  };
}

/** Without what people write between the digits. @throws InvalidInputError */
export function checkedNumber(field: string, value: string): string {
  const number = value.replace(/[\s./-]/g, '').toUpperCase();
  if (!/^[0-9A-Z]{4,40}$/.test(number)) throw new InvalidInputError(field, 'An identity number has 4 to 40 letters and digits.');
  return number;
}

/** The shorter of Marqeta's lengths for a user and for a business (wire-format §2.1, §3.1). */
function checkedAddress(field: string, given: Address): Address {
  const country = given.country.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) throw new InvalidInputError(`${field}.country`, 'A country is two letters, such as PT.');
  return {
    line1: checkedText(`${field}.line1`, given.line1, 35),
    line2: optionalText(`${field}.line2`, given.line2, 35),
    city: checkedText(`${field}.city`, given.city, 35),
    region: optionalText(`${field}.region`, given.region, 32),
    postalCode: checkedText(`${field}.postalCode`, given.postalCode, 10),
    country,
  };
}

function checkedText(field: string, given: string, most: number): string {
  const text = given.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (text === '' || text.length > most) throw new InvalidInputError(field, `This needs 1 to ${most} characters.`);
  return text;
}

function optionalText(field: string, given: string | null, most: number): string | null {
  return (given ?? '').trim() === '' ? null : checkedText(field, given ?? '', most);
}

function checkedPhone(field: string, given: string): string {
  const phone = given.replace(/[\s()./-]/g, '');
  if (!/^\+[1-9][0-9]{6,14}$/.test(phone))
    throw new InvalidInputError(field, 'A telephone number begins with + and the country, such as +351 912 345 678.');
  return phone;
}

/** A day of the past. */
function checkedDay(field: string, given: string, now: Date): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(given) ? Date.parse(`${given}T00:00:00Z`) : Number.NaN;
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().startsWith(given);
  if (!isDay || at > now.getTime() || at < Date.UTC(1800, 0, 1))
    throw new InvalidInputError(field, 'This is no day of the past, written such as 1990-12-31.');
  return given;
}
