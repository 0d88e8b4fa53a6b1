import { Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { IdentityNumberType } from '../../gql/graphql.ts';
import { identityNumberWords, useWords } from '../../lib/words.ts';
import type { OwnerDraft } from './company-draft.ts';
import { type ErrorOf, FormAddress } from './form-parts.tsx';

export interface OwnerFieldsProps {
  owner: OwnerDraft;
  /** From 0. */
  place: number;
  onChange: (part: Partial<OwnerDraft>) => void;
  onRemove: (() => void) | undefined;
  errorOf: ErrorOf;
}

/** One person who owns or controls the company. */
export function OwnerFields({ owner, place, onChange, onRemove, errorOf }: OwnerFieldsProps) {
  const { t } = useLingui();
  const words = useWords();
  const number = place + 1;
  const at = (field: string) => `owners.${place}.${field}`;
  return (
    <Panel
      title={t`Owner ${number}`}
      action={
        onRemove && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onRemove} aria-label={t`Remove owner ${number}`}>
            <Trans>Remove</Trans>
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
          <TextInput
            label={t`First name`}
            required
            maxLength={40}
            value={owner.firstName}
            onChange={(event) => onChange({ firstName: event.currentTarget.value })}
            error={errorOf(at('firstName'), owner.firstName)}
          />
          <TextInput
            label={t`Last name`}
            required
            maxLength={40}
            value={owner.lastName}
            onChange={(event) => onChange({ lastName: event.currentTarget.value })}
            error={errorOf(at('lastName'), owner.lastName)}
          />
          <TextInput
            type="date"
            label={t`Date of birth`}
            required
            value={owner.birthDate}
            onChange={(event) => onChange({ birthDate: event.currentTarget.value })}
            error={errorOf(at('birthDate'), owner.birthDate)}
          />
          <Select
            label={t`Which number identifies them`}
            allowDeselect={false}
            value={owner.identityNumberType}
            onChange={(value) => value !== null && onChange({ identityNumberType: value })}
            data={(Object.keys(identityNumberWords) as IdentityNumberType[]).map((value) => ({
              value,
              label: words(identityNumberWords[value]),
            }))}
          />
        </SimpleGrid>
        <TextInput
          label={words(identityNumberWords[owner.identityNumberType])}
          description={t`Passed on to the issuer. It is not kept here.`}
          required
          autoComplete="off"
          maxLength={60}
          value={owner.identityNumber}
          onChange={(event) => onChange({ identityNumber: event.currentTarget.value })}
          error={errorOf(at('identityNumber'), owner.identityNumber)}
        />
        <FormAddress value={owner.home} onChange={(home) => onChange({ home })} field={at('home')} errorOf={errorOf} />
      </Stack>
    </Panel>
  );
}
