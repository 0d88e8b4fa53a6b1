import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@apollo/client/react';
import { Alert, Button, Group, Modal, Select, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { EmergencyStopScope } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useTell } from '../../../lib/tell.ts';
import { useReason } from '../../../lib/use-reason.tsx';
import { useCompany } from '../../../lib/viewer.tsx';
import { useStopped } from './stop-words.ts';

const StopMutation = graphql(`
  mutation StopSpending($input: StopSpendingInput!) {
    stopSpending(input: $input) {
      id
      ...StopRow
    }
  }
`);

const StopProgramsQuery = graphql(`
  query StopPrograms {
    cardPrograms {
      id
      name
      cardCount
    }
  }
`);

interface Wanted {
  scope: EmergencyStopScope;
  subjectId?: string;
  name: string;
}

export interface StopSpendingProps {
  /** One card; without it, the company or one of its programs is chosen. */
  card?: { id: string; name: string };
  onClose: () => void;
}

/** Two steps: what and why; then once more, with what it means. */
export function StopSpending({ card, onClose }: StopSpendingProps) {
  const { t } = useLingui();
  const company = useCompany();
  const ofCard: Wanted | null = card ? { scope: 'CARD', subjectId: card.id, name: card.name } : null;
  const [wanted, setWanted] = useState<Wanted>(ofCard ?? { scope: 'COMPANY', name: company.name });
  const [why, setWhy] = useState<string | null>(null);
  return (
    <Modal opened onClose={onClose} title={t`Emergency stop`} closeButtonProps={{ 'aria-label': t`Close` }}>
      {why === null ? (
        <What chosen={wanted} fixed={card !== undefined} onChoose={setWanted} onNext={setWhy} onClose={onClose} />
      ) : (
        <Sure wanted={wanted} why={why} onBack={() => setWhy(null)} onClose={onClose} />
      )}
    </Modal>
  );
}

interface WhatProps {
  chosen: Wanted;
  fixed: boolean;
  onChoose: (wanted: Wanted) => void;
  onNext: (reason: string) => void;
  onClose: () => void;
}

function What({ chosen, fixed, onChoose, onNext, onClose }: WhatProps) {
  const { t } = useLingui();
  const company = useCompany();
  const reason = useReason();
  const stopped = useStopped();
  const { data } = useQuery(StopProgramsQuery, { skip: fixed });
  const what = stopped({ scope: chosen.scope, subjectName: chosen.name });
  const programs = data?.cardPrograms ?? [];
  const choose = (value: string | null) => {
    const program = programs.find(({ id }) => id === value);
    onChoose(program ? { scope: 'CARD_PROGRAM', subjectId: program.id, name: program.name } : { scope: 'COMPANY', name: company.name });
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const given = reason.take();
    if (given !== null) onNext(given);
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      {fixed ? (
        <Text size="sm">
          <Trans>Declines everything that is asked for {what}, from the next question on.</Trans>
        </Text>
      ) : (
        <Select
          label={t`What is stopped`}
          allowDeselect={false}
          value={chosen.subjectId ?? company.id}
          onChange={choose}
          data={[
            { value: company.id, label: t`All cards of the company` },
            ...programs.map(({ id, name }) => ({ value: id, label: t`All cards of the program “${name}”` })),
          ]}
        />
      )}
      {reason.field}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit">
          <Trans>Next</Trans>
        </Button>
      </Group>
    </form>
  );
}

function Sure({ wanted, why, onBack, onClose }: { wanted: Wanted; why: string; onBack: () => void; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const stopped = useStopped();
  const tell = useTell();
  const stop = useCommand(StopMutation, { refetch: ['StopBanner', 'EmergencyStops', 'CardDetail'] });
  const what = stopped({ scope: wanted.scope, subjectName: wanted.name });
  const act = async () => {
    const done = await stop.run({ scope: wanted.scope, subjectId: wanted.subjectId ?? null, reason: why });
    if (done === null) return;
    tell({ message: t`Stopped: ${what}.` });
    onClose();
  };
  return (
    <>
      <Alert color="red" icon={<IconHandStop size={18} />} title={t`Stop ${what}?`}>
        <Trans>
          Every purchase, increase, cash withdrawal and check that is asked from now on is declined, until the stop is lifted. What was
          approved before is still paid. Cards are not frozen: if the issuer cannot reach us, it may still decide in our place.
        </Trans>
      </Alert>
      <Text size="sm" mt="sm">
        <Trans>Reason: {why}</Trans>
      </Text>
      {stop.refusal && (
        <Text size="sm" c="red" mt="sm" role="alert">
          {sentence(stop.refusal)}
        </Text>
      )}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onBack} disabled={stop.busy} data-autofocus>
          <Trans>Back</Trans>
        </Button>
        <Button color="red" loading={stop.busy} onClick={() => void act()}>
          <Trans>Stop now</Trans>
        </Button>
      </Group>
    </>
  );
}
