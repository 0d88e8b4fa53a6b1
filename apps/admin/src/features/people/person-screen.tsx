import { OwnName } from '@afc/screens';
import { DateTime, EmptyState, KeyValue, Money, PageHeader, Panel, PersonAvatar, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Box, Button, Group } from '@mantine/core';
import { IconCreditCard, IconPlus, IconUserOff } from '@tabler/icons-react';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PersonDetailQuery as PersonDetailData, PersonRowFragment } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { useCan, useViewer } from '../../lib/viewer.tsx';
import { roleWords, useWords } from '../../lib/words.ts';
import { CardList } from '../cards/parts/card-list.tsx';
import { ControlsPanel } from '../controls/parts/controls-panel.tsx';
import { PersonVerification } from '../verification/parts/person-verification.tsx';
import { AccessPanel } from './access-panel.tsx';
import { RenamePerson } from './rename-person.tsx';
import { SignInPanel } from './sign-in-panel.tsx';
import { LeavingPanel } from './leaving/leaving-panel.tsx';
import { PersonState } from './parts/person-state.tsx';
import { PersonRow } from './parts/person-row.ts';
import { PersonPurchases } from './person-purchases.tsx';
import classes from './person-screen.module.css';

const PersonDetailQuery = graphql(`
  query PersonDetail($id: ID!) {
    person(id: $id) {
      id
      createdAt
      ...PersonRow
      ...RenamedPerson
      ...PersonAccess
      cards {
        id
        ...CardRow
      }
    }
  }
`);

const route = getRouteApi('/people/$personId');

/** One person: cards, what they spend, what binds them. */
export default function PersonScreen() {
  const { t } = useLingui();
  const { personId } = route.useParams();
  const { data, error, refetch } = useQuery(PersonDetailQuery, { variables: { id: personId }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['CARD', 'TRANSACTION'], 4000);

  if (!data && !error) {
    return (
      <Panel>
        <TextSkeleton label={t`Loading the person`} lines={8} />
      </Panel>
    );
  }
  if (!data) return <QueryError error={error} onRetry={refetch} page />;
  if (!data.person) {
    return (
      <EmptyState icon={IconUserOff} title={t`No such person`}>
        <Trans>They are not in the company, or not in your teams.</Trans>
      </EmptyState>
    );
  }
  return <Person person={data.person} />;
}

function Person({ person }: { person: NonNullable<PersonDetailData['person']> }) {
  const { t } = useLingui();
  const router = useRouter();
  const issues = useCan('ISSUE_CARD');
  const verifies = useCan('VERIFY_COMPANY');
  const manages = useCan('MANAGE_PEOPLE');
  const viewer = useViewer();
  const row = readFragment(PersonRow, person);
  // Nobody does to themselves what an admin does to colleagues.
  const managesThem = manages && row.id !== viewer.personId;
  const issue = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => router.history.push(urls.cards({ person: row.id, issue: true }))}
    >
      <Trans>Issue card</Trans>
    </Button>
  );
  return (
    <div className={classes.screen}>
      <PageHeader
        back={{ href: urls.people(), label: t`People` }}
        title={
          <Group component="span" gap="sm" wrap="nowrap">
            <PersonAvatar name={row.displayName} size={36} />
            {row.displayName}
          </Group>
        }
        badge={<PersonState status={row.status} variant="pill" />}
        actions={issues && row.status === 'ACTIVE' && issue}
      />
      <div className={classes.columns}>
        <div className={classes.column}>
          <Panel title={t`Cards`} flush={person.cards.length > 0}>
            {person.cards.length === 0 ? (
              <EmptyState icon={IconCreditCard} title={t`No card yet`} action={issues && row.status === 'ACTIVE' && issue}>
                <Trans>A virtual card can be used within seconds of being issued.</Trans>
              </EmptyState>
            ) : (
              <CardList label={t`Cards of ${row.displayName}`} cards={person.cards} />
            )}
          </Panel>
          <PersonPurchases personId={row.id} />
        </div>
        <div className={classes.column}>
          <Facts row={row} since={person.createdAt}>
            {managesThem && row.status !== 'CLOSED' ? <RenamePerson person={person} /> : row.id === viewer.personId && <OwnName />}
          </Facts>
          {verifies && <PersonVerification personId={row.id} />}
          {managesThem && row.status !== 'CLOSED' && <AccessPanel person={person} />}
          {managesThem && row.status === 'ACTIVE' && <SignInPanel person={row} />}
          {manages && <LeavingPanel personId={row.id} />}
          <ControlsPanel scope="PERSON" subjectId={row.id} holderId={row.id} title={t`Controls of this person`} />
        </div>
      </div>
    </div>
  );
}

function Facts({ row, since, children }: { row: PersonRowFragment; since: string; children: ReactNode }) {
  const { t } = useLingui();
  const words = useWords();
  return (
    <Panel>
      <KeyValue
        items={[
          { key: 'role', label: t`Role`, value: words(roleWords[row.role]) },
          { key: 'email', label: t`Email`, value: row.email && <a href={`mailto:${row.email}`}>{row.email}</a> },
          { key: 'teams', label: t`Teams`, value: row.teams.length === 0 ? null : row.teams.map(({ name }) => name).join(', ') },
          { key: 'spent', label: t`Spent this month`, value: row.spentThisMonth && <Money value={row.spentThisMonth} /> },
          { key: 'since', label: t`Member since`, value: <DateTime at={since} format="date" /> },
        ]}
      />
      {children && <Box mt="sm">{children}</Box>}
    </Panel>
  );
}
