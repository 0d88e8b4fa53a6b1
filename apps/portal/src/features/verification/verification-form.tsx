import { newIdempotencyKey, type Refusal, refusalOf } from '@afc/client';
import { type AddressDraft, AddressFields, emptyAddress, isWholeAddress, Panel } from '@afc/ui';
import { useMutation } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { IdentityNumberType, MyVerificationQuery } from '../../gql/graphql.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { identityNumberWords, useWords } from '../../lib/words.ts';
import { SubmitMyVerification } from './parts/my-verification.ts';

type Told = NonNullable<MyVerificationQuery['myVerificationDetails']>;

interface Draft {
  birthDate: string;
  phone: string;
  address: AddressDraft;
  identityNumberType: IdentityNumberType;
  identityNumber: string;
}

/** Who I am, as the issuer asks it. What was told before stands there to be corrected; a number is never kept. */
export function VerificationForm({ told }: { told: Told | null }) {
  const { t } = useLingui();
  const words = useWords();
  const sentence = useRefusalSentence();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [draft, setDraft] = useState(() => draftOf(told));
  const [tried, setTried] = useState(false);
  const [submit, { loading, error }] = useMutation(SubmitMyVerification, { refetchQueries: ['MyVerification'] });
  const refusal = error ? refusalOf(error) : null;
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const wrong = useFieldErrors(draft, tried, refusal);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isWhole(draft)) return;
    // The refusal is shown from the mutation's state.
    submit({ variables: { input: { ...draft, idempotencyKey } } }).catch(() => undefined);
  };

  return (
    <Panel title={t`About you`}>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="sm">
          <TextInput
            type="date"
            label={t`Date of birth`}
            required
            autoComplete="bday"
            value={draft.birthDate}
            onChange={(event) => set({ birthDate: event.currentTarget.value })}
            error={wrong('birthDate')}
          />
          <TextInput
            type="tel"
            label={t`Telephone`}
            description={t`With + and the country, such as +351 912 345 678.`}
            required
            autoComplete="tel"
            maxLength={25}
            value={draft.phone}
            onChange={(event) => set({ phone: event.currentTarget.value })}
            error={wrong('phone')}
          />
          <AddressFields
            value={draft.address}
            onChange={(address) => set({ address })}
            labels={{
              line1: t`Street and number`,
              line2: t`Floor, flat`,
              city: t`Town`,
              region: t`Region`,
              postalCode: t`Postcode`,
              country: t`Country`,
            }}
            errorOf={(field) => wrong(`address.${field}`)}
          />
          <Select
            label={t`Which number identifies you`}
            allowDeselect={false}
            value={draft.identityNumberType}
            onChange={(value) => value !== null && set({ identityNumberType: value })}
            data={(Object.keys(identityNumberWords) as IdentityNumberType[]).map((value) => ({
              value,
              label: words(identityNumberWords[value]),
            }))}
          />
          <TextInput
            label={words(identityNumberWords[draft.identityNumberType])}
            description={t`Passed on to the issuer. It is not kept here.`}
            required
            autoComplete="off"
            maxLength={60}
            value={draft.identityNumber}
            onChange={(event) => set({ identityNumber: event.currentTarget.value })}
            error={wrong('identityNumber')}
          />
          <Text size="xs" c="dimmed">
            <Trans>Everything else is kept encrypted and seen by nobody but you.</Trans>
          </Text>
          {refusal && refusal.field === null && (
            <Alert color="red" role="alert">
              {sentence(refusal)}
            </Alert>
          )}
          <Button type="submit" loading={loading}>
            <Trans>Send to the issuer</Trans>
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}

function draftOf(told: Told | null): Draft {
  const { line1, line2, city, region, postalCode, country } = told?.address ?? emptyAddress;
  return {
    birthDate: told?.birthDate ?? '',
    phone: told?.phone ?? '',
    address: { line1, line2: line2 ?? '', city, region: region ?? '', postalCode, country },
    identityNumberType: 'NIN',
    identityNumber: '',
  };
}

function isWhole({ birthDate, phone, address, identityNumber }: Draft): boolean {
  return [birthDate, phone, identityNumber].every((text) => text.trim() !== '') && isWholeAddress(address);
}

/** What is wrong with a field: it is empty, or the server refused it. */
function useFieldErrors(draft: Draft, tried: boolean, refusal: Refusal | null): (field: string) => string | undefined {
  const { t } = useLingui();
  const values: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(draft.address).map(([name, value]) => [`address.${name}`, value as string])),
    birthDate: draft.birthDate,
    phone: draft.phone,
    identityNumber: draft.identityNumber,
  };
  const refused: Readonly<Record<string, string>> = {
    birthDate: t`Give a day of the past.`,
    phone: t`Begin with + and the country, such as +351 912 345 678.`,
    identityNumber: t`It has 4 to 40 letters and digits.`,
  };
  const optional = new Set(['address.line2', 'address.region']);
  return (field) => {
    if (tried && !optional.has(field) && (values[field] ?? '').trim() === '') return t`Fill this in`;
    return refusal?.field === field ? (refused[field] ?? t`This cannot be read. Write it another way.`) : undefined;
  };
}
