import { Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useCompany } from '../../lib/viewer.tsx';
import { incorporationWords, useWords } from '../../lib/words.ts';
import { type CompanyDraft, draftOf, emptyOwner, inputOf, mostOwners, type OwnerDraft, type Told } from './company-draft.ts';
import { FormAddress, useFieldErrors } from './form-parts.tsx';
import { OwnerFields } from './owner-fields.tsx';

const SubmitCompanyMutation = graphql(`
  mutation SubmitCompanyVerification($input: SubmitCompanyVerificationInput!) {
    submitCompanyVerification(input: $input) {
      ...HolderVerification
    }
  }
`);

/** Who the company is and who owns it, as the issuer asks it. */
export function CompanyForm({ told }: { told: Told | null }) {
  const { t } = useLingui();
  const words = useWords();
  const sentence = useRefusalSentence();
  const company = useCompany();
  const submit = useCommand(SubmitCompanyMutation, { refetch: ['CompanyVerification'] });
  const [draft, setDraft] = useState(() => draftOf(told, company.name));
  const [tried, setTried] = useState(false);
  const set = (part: Partial<CompanyDraft>) => setDraft((before) => ({ ...before, ...part }));
  const setOwner = (index: number, part: Partial<OwnerDraft>) =>
    set({ owners: draft.owners.map((owner, at) => (at === index ? { ...owner, ...part } : owner)) });
  const errorOf = useFieldErrors(tried, submit.refusal);

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const input = inputOf(draft);
    if (input !== null) await submit.run(input);
  };

  return (
    <form onSubmit={(event) => void onSubmit(event)} noValidate>
      <Stack gap="lg">
        <Panel title={t`The company`}>
          <Stack gap="sm">
            <TextInput
              label={t`Legal name`}
              required
              maxLength={255}
              value={draft.legalName}
              onChange={(event) => set({ legalName: event.currentTarget.value })}
              error={errorOf('legalName', draft.legalName)}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
              <Select
                label={t`Kind`}
                allowDeselect={false}
                value={draft.incorporationType}
                onChange={(value) => value !== null && set({ incorporationType: value })}
                data={(Object.keys(incorporationWords) as (keyof typeof incorporationWords)[]).map((value) => ({
                  value,
                  label: words(incorporationWords[value]),
                }))}
              />
              <TextInput
                type="date"
                label={t`Established on`}
                required
                value={draft.establishedOn}
                onChange={(event) => set({ establishedOn: event.currentTarget.value })}
                error={errorOf('establishedOn', draft.establishedOn)}
              />
              <TextInput
                label={t`Tax number`}
                description={t`Passed on to the issuer. It is not kept here.`}
                required
                autoComplete="off"
                maxLength={60}
                value={draft.taxNumber}
                onChange={(event) => set({ taxNumber: event.currentTarget.value })}
                error={errorOf('taxNumber', draft.taxNumber)}
              />
              <TextInput
                type="tel"
                label={t`Telephone`}
                description={t`With + and the country.`}
                required
                maxLength={25}
                value={draft.phone}
                onChange={(event) => set({ phone: event.currentTarget.value })}
                error={errorOf('phone', draft.phone)}
              />
            </SimpleGrid>
            <FormAddress value={draft.address} onChange={(address) => set({ address })} field="address" errorOf={errorOf} />
          </Stack>
        </Panel>
        {draft.owners.map((owner, index) => (
          <OwnerFields
            // Owners have no name of their own until they are typed, and keep their place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={index}
            owner={owner}
            place={index}
            onChange={(part) => setOwner(index, part)}
            onRemove={draft.owners.length > 1 ? () => set({ owners: draft.owners.filter((_owner, at) => at !== index) }) : undefined}
            errorOf={errorOf}
          />
        ))}
        {draft.owners.length < mostOwners && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => set({ owners: [...draft.owners, emptyOwner] })}
          >
            <Trans>Add another owner</Trans>
          </Button>
        )}
        {submit.refusal && submit.refusal.field === null && (
          <Alert color="red" role="alert">
            {sentence(submit.refusal)}
          </Alert>
        )}
        <div>
          <Button type="submit" loading={submit.busy}>
            <Trans>Submit to the issuer</Trans>
          </Button>
          <Text size="xs" c="dimmed" mt="xs">
            <Trans>Kept encrypted and seen by the company’s admins alone.</Trans>
          </Text>
        </div>
      </Stack>
    </form>
  );
}
