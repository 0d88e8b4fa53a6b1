import { DateTime, EmptyState, KeyValue, Link, Money, PageHeader, Panel, TextSkeleton, Timeline } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconMessage, IconRadar2, IconRefresh, IconUser, type TablerIcon } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { RiskCaseEventKind, RiskCaseQuery as CaseData } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { caseOutcomeWords, riskRuleWords, useWords } from '../../lib/words.ts';
import { CardActions } from '../cards/parts/card-actions.tsx';
import { CardRow } from '../cards/parts/card-row.ts';
import { CardState } from '../cards/parts/card-state.tsx';
import { CaseCommands } from './case-commands.tsx';
import { CommentOnCase } from './comment-on-case.tsx';
import { CaseRow } from './parts/case-row.ts';
import { CaseState } from './parts/case-state.tsx';

const CaseQuery = graphql(`
  query RiskCase($id: ID!) {
    riskCase(id: $id) {
      id
      ...CaseRow
      ...CaseCommands
      card {
        id
        ...CardRow
      }
      alerts {
        id
        at
        sentence
        transaction {
          id
          transactedAt
          amount {
            minor
            currency
          }
          merchant {
            name
          }
          holder {
            id
            displayName
          }
        }
      }
      history {
        id
        kind
        outcome
        comment
        byName
        at
        assignee {
          id
          displayName
        }
      }
    }
  }
`);

type Case = NonNullable<CaseData['riskCase']>;

const route = getRouteApi('/cases/$caseId');

/** One case: what was found in which purchases, what can be done about it, and what was done. */
export default function CaseScreen() {
  const { t } = useLingui();
  const { caseId } = route.useParams();
  const { data, error, refetch } = useQuery(CaseQuery, { variables: { id: caseId }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['RISK', 'CARD'], 2000);
  const back = { href: urls.cases(), label: t`Cases` };
  if (!data && !error) {
    return (
      <Stack gap="md" maw={820} mx="auto">
        <PageHeader back={back} title={t`Case`} />
        <Panel>
          <TextSkeleton label={t`Loading the case`} lines={8} />
        </Panel>
      </Stack>
    );
  }
  if (!data) return <QueryError error={error} onRetry={refetch} page />;
  if (!data.riskCase) {
    return (
      <EmptyState icon={IconRadar2} title={t`No such case`}>
        <Trans>It is not there, or it is about people whose purchases you may not look into.</Trans>
      </EmptyState>
    );
  }
  return <Detail found={data.riskCase} back={back} onLookAgain={refetch} />;
}

interface DetailProps {
  found: Case;
  back: { href: string; label: string };
  onLookAgain: () => Promise<unknown>;
}

function Detail({ found, back, onLookAgain }: DetailProps) {
  const { t } = useLingui();
  const words = useWords();
  const row = readFragment(CaseRow, found);
  const { rule, sentence, person, assignee, openedAt, alertCount } = row;
  return (
    <Stack gap="md" maw={820} mx="auto">
      <PageHeader
        back={back}
        title={words(riskRuleWords[rule])}
        subtitle={sentence}
        badge={<CaseState found={row} variant="pill" />}
        actions={<CaseCommands found={found} onLookAgain={onLookAgain} />}
      />
      <Panel title={t`What it is about`}>
        <KeyValue
          items={[
            {
              key: 'person',
              label: t`Person`,
              value: person ? <Link href={urls.person(person.id)}>{person.displayName}</Link> : t`The whole company`,
            },
            { key: 'assignee', label: t`Looked at by`, value: assignee?.displayName ?? null },
            { key: 'opened', label: t`First alert`, value: <DateTime at={openedAt} format="full" /> },
            { key: 'alerts', label: t`Alerts`, value: alertCount },
          ]}
        />
      </Panel>
      {found.card && <CaseCard card={found.card} />}
      <Panel title={t`What was found`}>
        <Alerts found={found} />
      </Panel>
      <Panel title={t`What was done`}>
        <Stack gap="md">
          {found.history.length > 0 && <History found={found} />}
          <CommentOnCase caseId={found.id} />
        </Stack>
      </Panel>
    </Stack>
  );
}

/** The card, and what can be done about it at once. */
function CaseCard({ card: masked }: { card: NonNullable<Case['card']> }) {
  const { t } = useLingui();
  const card = readFragment(CardRow, masked);
  return (
    <Panel title={t`Card`} action={<CardState card={card} variant="pill" />}>
      <Group justify="space-between" gap="sm">
        <Link href={urls.card(card.id)}>{card.name}</Link>
        <Group gap="xs">
          <CardActions card={card} />
        </Group>
      </Group>
    </Panel>
  );
}

function Alerts({ found: { alerts } }: { found: Case }) {
  const { t } = useLingui();
  return (
    <Timeline
      label={t`What was found, newest first`}
      items={alerts.map(({ id, at, sentence, transaction }) => ({
        id,
        icon: IconRadar2,
        title: sentence,
        detail: transaction ? (
          <>
            <Link href={urls.transaction(transaction.id)}>
              {transaction.holder.displayName}, {transaction.merchant.name}, <Money value={transaction.amount} />
            </Link>{' '}
            <DateTime at={transaction.transactedAt} />
          </>
        ) : (
          <DateTime at={at} />
        ),
      }))}
    />
  );
}

const ICONS: Readonly<Record<RiskCaseEventKind, TablerIcon>> = {
  COMMENTED: IconMessage,
  ASSIGNED: IconUser,
  CLOSED: IconCheck,
  REOPENED: IconRefresh,
  CONFIRMED: IconCheck,
  DENIED: IconAlertTriangle,
};

function History({ found: { history } }: { found: Case }) {
  const { t } = useLingui();
  const words = useWords();
  const title = ({ kind, byName, outcome, assignee }: Case['history'][number]): string => {
    switch (kind) {
      case 'COMMENTED':
        return t`${byName} said`;
      case 'ASSIGNED':
        return assignee ? t`${byName} gave it to ${assignee.displayName}` : t`${byName} gave it back`;
      case 'CLOSED':
        return outcome ? t`${byName} closed it: ${words(caseOutcomeWords[outcome])}` : t`${byName} closed it`;
      case 'REOPENED':
        return t`${byName} opened it again`;
      case 'CONFIRMED':
        return t`${byName} made the purchase`;
      case 'DENIED':
        return t`${byName} did not make the purchase; the card was frozen`;
    }
  };
  return (
    <Timeline
      label={t`What was done, oldest first`}
      items={history.map((event) => ({
        id: event.id,
        icon: ICONS[event.kind],
        title: title(event),
        detail: (
          <>
            {event.comment && (
              <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
                {event.comment}
              </Text>
            )}
            <DateTime at={event.at} format="full" />
          </>
        ),
      }))}
    />
  );
}
