import { dayIn, TextSkeleton, useNow, useSurroundings } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CardsOfLeaver } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { QueryError } from '../../../lib/query-error.tsx';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useTell } from '../../../lib/tell.ts';
import { PersonPicker } from '../parts/person-picker.tsx';
import { HoldingsList } from './leaver-holdings.tsx';

const HoldingsQuery = graphql(`
  query LeaverInHand($id: ID!) {
    person(id: $id) {
      id
      holdings {
        assignedCases
        managedTeams {
          id
          name
        }
        ...LeaverHoldings
      }
    }
  }
`);

const OffboardMutation = graphql(`
  mutation OffboardPerson($input: OffboardPersonInput!) {
    offboardPerson(input: $input) {
      id
      status
    }
  }
`);

type Leaver = { id: string; displayName: string };
type Team = { id: string; name: string };

/** Shows what somebody has in hand, asks when they leave and who takes over, and has them leave. */
export function OffboardPerson({ person, onClose }: { person: Leaver; onClose: () => void }) {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(HoldingsQuery, { variables: { id: person.id }, fetchPolicy: 'network-only' });
  const holdings = data?.person?.holdings;
  return (
    <Modal opened onClose={onClose} title={t`How ${person.displayName} leaves`} closeButtonProps={{ 'aria-label': t`Close` }} size="lg">
      {holdings ? (
        <Stack gap="md">
          <HoldingsList holdings={holdings} />
          <OffboardForm person={person} teams={holdings.managedTeams} cases={holdings.assignedCases} onClose={onClose} />
        </Stack>
      ) : error ? (
        <QueryError error={error} onRetry={refetch} />
      ) : (
        <TextSkeleton label={t`Looking what they have in hand`} lines={5} />
      )}
    </Modal>
  );
}

type FormProps = { person: Leaver; teams: readonly Team[]; cases: number; onClose: () => void };

function OffboardForm({ person, teams, cases, onClose }: FormProps) {
  const { t } = useLingui();
  const { timeZone } = useSurroundings();
  const today = dayIn(useNow(), timeZone);
  const sentence = useRefusalSentence();
  const tell = useTell();
  const [when, setWhen] = useState<'LATER' | 'NOW'>('LATER');
  const [lastDay, setLastDay] = useState(today);
  const [cards, setCards] = useState<CardsOfLeaver>('KEEP');
  const [endSessions, setEndSessions] = useState(false);
  const [successors, setSuccessors] = useState<Readonly<Record<string, string | undefined>>>({});
  const [casesToId, setCasesToId] = useState<string>();
  const offboard = useCommand(OffboardMutation, { refetch: ['Leaving', 'PersonDetail'] });
  const later = when === 'LATER';

  const act = async () => {
    const answer = await offboard.run({
      personId: person.id,
      lastDay: later ? lastDay : null,
      cards: later ? cards : 'KEEP',
      endSessions: later && endSessions,
      successors: Object.entries(successors).flatMap(([teamId, personId]) => (personId === undefined ? [] : [{ teamId, personId }])),
      casesToId: casesToId ?? null,
    });
    if (answer === null) return;
    tell({ message: later ? t`It is planned how ${person.displayName} leaves.` : t`${person.displayName} has left the company.` });
    onClose();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void act();
      }}
    >
      <Stack gap="md">
        <Radio.Group label={t`When`} value={when} onChange={(value) => setWhen(value === 'NOW' ? 'NOW' : 'LATER')}>
          <Stack gap="xs" mt="xs">
            <Radio value="LATER" label={t`When their last day is over`} />
            <Radio value="NOW" label={t`Now: within a second they can neither sign in nor spend`} />
          </Stack>
        </Radio.Group>
        {later && (
          <>
            <TextInput
              type="date"
              label={t`Last day`}
              description={t`By the clock of the company.`}
              required
              withAsterisk={false}
              min={today}
              value={lastDay}
              onChange={(event) => setLastDay(event.currentTarget.value)}
            />
            <Radio.Group
              label={t`Their cards until then`}
              value={cards}
              onChange={(value) => setCards(value === 'FREEZE' ? 'FREEZE' : 'KEEP')}
            >
              <Stack gap="xs" mt="xs">
                <Radio value="KEEP" label={t`Are used as before`} />
                <Radio value="FREEZE" label={t`Are frozen now; those never activated are terminated`} />
              </Stack>
            </Radio.Group>
            <Checkbox
              label={t`End their sessions now. They can sign in again until then.`}
              checked={endSessions}
              onChange={(event) => setEndSessions(event.currentTarget.checked)}
            />
          </>
        )}
        {teams.map(({ id, name }) => (
          <PersonPicker
            key={id}
            label={t`Who manages ${name} then`}
            value={successors[id]}
            onChange={(personId) => setSuccessors({ ...successors, [id]: personId })}
          />
        ))}
        {cases > 0 && <PersonPicker label={t`Who looks into their cases then`} value={casesToId} onChange={setCasesToId} />}
        {offboard.refusal && (
          <Text size="sm" c="red" role="alert">
            {sentence(offboard.refusal)}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={offboard.busy}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" color="red" loading={offboard.busy}>
            {later ? <Trans>Plan it</Trans> : <Trans>Have them leave now</Trans>}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
