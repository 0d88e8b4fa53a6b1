import { EmptyState, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { ControlRowFragment, ControlScope } from '../../../gql/graphql.ts';
import { graphql, readFragment } from '../../../gql/index.ts';
import { useReloadOnFeed } from '../../../lib/live.tsx';
import { QueryError } from '../../../lib/query-error.tsx';
import { useCompany } from '../../../lib/viewer.tsx';
import { ControlList } from './control-list.tsx';
import { ControlRow } from './control-row.ts';
import { RemoveControl } from './remove-control.tsx';
import type { SubscriptionsAboveProps } from './subscriptions-above.tsx';
import { useMayEditControls } from './use-may-edit-controls.ts';

const EditControl = lazy(() => import('./edit-control.tsx'));
const SubscriptionsWarning = lazy(() => import('./subscriptions-warning.tsx'));

const ControlsQuery = graphql(`
  query Controls($scope: ControlScope!, $subjectId: ID) {
    spendingControls(scope: $scope, subjectId: $subjectId) {
      id
      ...ControlRow
    }
  }
`);

export interface ControlsPanelProps {
  scope: Extract<ControlScope, 'COMPANY' | 'PERSON' | 'CARD'>;
  /** Of a person or a card. */
  subjectId?: string;
  /** Whose spending it is: nobody but an admin widens their own. */
  holderId?: string;
  /** Of the limits to be set; the company's when absent. */
  currency?: string;
  title: string;
}

type Open = { kind: 'add' } | { kind: 'edit' | 'remove'; id: string } | ({ kind: 'warn'; id: string } & SubscriptionsAboveProps);

/** The rules of one subject, each as a sentence; to be added, changed and removed by those who may. */
export function ControlsPanel({ scope, subjectId, holderId, currency, title }: ControlsPanelProps) {
  const { t } = useLingui();
  const company = useCompany();
  const edits = useMayEditControls(scope, holderId);
  const [open, setOpen] = useState<Open | null>(null);
  const { data, error, refetch } = useQuery(ControlsQuery, { variables: { scope, subjectId: subjectId ?? null } });
  useReloadOnFeed(refetch, ['CONTROL']);
  const controls = readFragment(ControlRow, data?.spendingControls ?? []);
  const chosen = open !== null && open.kind !== 'add' ? controls.find(({ id }) => id === open.id) : undefined;
  const close = () => setOpen(null);
  const add = (
    <Button size="compact-sm" variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setOpen({ kind: 'add' })}>
      <Trans>Add control</Trans>
    </Button>
  );

  return (
    <Panel title={title} action={edits && controls.length > 0 && add} flush={controls.length > 0}>
      {!data && !error && <TextSkeleton label={t`Loading controls`} lines={3} />}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data && controls.length === 0 && (
        <EmptyState icon={IconAdjustmentsHorizontal} title={t`No controls here`} action={edits && add}>
          {edits ? (
            <Trans>Add a limit, or say at which merchants one may pay.</Trans>
          ) : (
            <Trans>Only what binds the whole company applies.</Trans>
          )}
        </EmptyState>
      )}
      {controls.length > 0 && (
        <ControlList
          label={title}
          controls={controls}
          {...(edits && {
            onEdit: (id: string) => setOpen({ kind: 'edit', id }),
            onRemove: (id: string) => setOpen({ kind: 'remove', id }),
          })}
        />
      )}
      <Suspense fallback={null}>
        {(open?.kind === 'add' || (open?.kind === 'edit' && chosen)) && (
          <EditControl
            key={keyOf(chosen)}
            control={chosen}
            scope={scope}
            subjectId={subjectId}
            currency={chosen?.amount?.currency ?? currency ?? company.currency}
            onLookAgain={refetch}
            onSaved={({ id, subscriptionsAbove: subscriptions }) =>
              setOpen(subscriptions.length > 0 ? { kind: 'warn', id, subscriptions } : null)
            }
            onClose={close}
          />
        )}
        {open?.kind === 'warn' && (
          <SubscriptionsWarning
            subscriptions={open.subscriptions}
            onChange={() => setOpen({ kind: 'edit', id: open.id })}
            onClose={close}
          />
        )}
      </Suspense>
      {open?.kind === 'remove' && chosen && <RemoveControl key={keyOf(chosen)} control={chosen} onLookAgain={refetch} onClose={close} />}
    </Panel>
  );
}

/** Somebody else's change makes it another form: it opens again with what is there now. */
function keyOf(control: ControlRowFragment | undefined): string {
  return control === undefined ? 'new' : `${control.id}@${control.version}`;
}
