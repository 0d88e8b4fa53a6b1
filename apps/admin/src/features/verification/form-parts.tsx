import type { Refusal } from '@afc/client';
import { type AddressDraft, AddressFields } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';

/** What is wrong with a field of that name and content. */
export type ErrorOf = (field: string, value: string) => string | undefined;

/** A field is wrong when it is empty, or when the server refused it. */
export function useFieldErrors(tried: boolean, refusal: Refusal | null): ErrorOf {
  const { t } = useLingui();
  const refused: Readonly<Record<string, string>> = {
    birthDate: t`Give a day of the past.`,
    establishedOn: t`Give a day of the past.`,
    phone: t`Begin with + and the country, such as +351 210 000 000.`,
    identityNumber: t`It has 4 to 40 letters and digits.`,
    taxNumber: t`It has 4 to 40 letters and digits.`,
  };
  return (field, value) => {
    if (tried && value.trim() === '') return t`Fill this in`;
    if (refusal?.field !== field) return undefined;
    return refused[field.split('.').at(-1) ?? ''] ?? t`This cannot be read. Write it another way.`;
  };
}

const optional: ReadonlySet<keyof AddressDraft> = new Set(['line2', 'region']);

/** An address of the form, in the field of that name. */
export function FormAddress({
  value,
  onChange,
  field,
  errorOf,
}: {
  value: AddressDraft;
  onChange: (value: AddressDraft) => void;
  field: string;
  errorOf: ErrorOf;
}) {
  const { t } = useLingui();
  return (
    <AddressFields
      value={value}
      onChange={onChange}
      labels={{
        line1: t`Street and number`,
        line2: t`Floor, office`,
        city: t`Town`,
        region: t`Region`,
        postalCode: t`Postcode`,
        country: t`Country`,
      }}
      // What may be empty is never told to be filled in.
      errorOf={(name) => errorOf(`${field}.${name}`, optional.has(name) ? ' .' : value[name])}
    />
  );
}
