import { DateTime, Panel, useNow } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { ExceptionRowFragment } from '../../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { useMayEditControls } from '../../controls/parts/use-may-edit-controls.ts';
import { isOpen } from './exception-draft.ts';
import { ExceptionLine } from './exception-line.tsx';
import classes from './exceptions-panel.module.css';
import { ExceptionRow } from './exception-row.ts';
import { RevokeException } from './revoke-exception.tsx';

const GrantException = lazy(() => import('./grant-exception.tsx'));

const CardExceptionsPart = graphql(`
  fragment CardExceptions on Card {
    id
    holder {
      id
    }
    spentThisMonth {
      minor
      currency
    }
    exceptions {
      id
      ...ExceptionRow
    }
  }
`);

/** What may pass the controls of a card for a while; to be added and taken back by those who may change its controls. */
export function ExceptionsPanel({ card: masked }: { card: FragmentType<typeof CardExceptionsPart> }) {
  const { t } = useLingui();
  const now = useNow();
  const card = readFragment(CardExceptionsPart, masked);
  const edits = useMayEditControls('CARD', card.holder.id);
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<ExceptionRowFragment | null>(null);
  const open = readFragment(ExceptionRow, card.exceptions).filter((exception) => isOpen(exception, now));
  const add = edits && (
    <Button size="compact-sm" variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
      <Trans>Add exception</Trans>
    </Button>
  );
  return (
    <Panel title={t`Exceptions`} action={add} flush={open.length > 0}>
      {open.length === 0 && (
        <Text size="sm" c="dimmed">
          <Trans>Nothing may pass the controls at the moment.</Trans>
        </Text>
      )}
      {open.length > 0 && (
        <ul className={classes.list} aria-label={t`Open exceptions`}>
          {open.map((exception) => (
            <Row key={exception.id} exception={exception} onRevoke={edits ? setRevoking : undefined} />
          ))}
        </ul>
      )}
      <Suspense fallback={null}>
        {adding && <GrantException cardId={card.id} currency={card.spentThisMonth.currency} onClose={() => setAdding(false)} />}
      </Suspense>
      {revoking && <RevokeException exception={revoking} onClose={() => setRevoking(null)} />}
    </Panel>
  );
}

interface RowProps {
  exception: ExceptionRowFragment;
  onRevoke: ((exception: ExceptionRowFragment) => void) | undefined;
}

function Row({ exception, onRevoke }: RowProps) {
  const { t } = useLingui();
  const { scope, merchant, merchantName, expiresAt, uses, usedCount, grantedBy, reason } = exception;
  const where = merchantName ?? merchant?.value ?? t`any merchant`;
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <div>
          <ExceptionLine exception={exception} />
        </div>
        <div className={classes.detail}>
          {scope === 'PERSON' && (
            <>
              <Trans>All cards of the holder</Trans>
              {' · '}
            </>
          )}
          <Trans>
            {usedCount} of {uses} used
          </Trans>
          {' · '}
          <Trans>
            until <DateTime at={expiresAt} />
          </Trans>
        </div>
        <div className={classes.detail}>
          {grantedBy}: {reason}
        </div>
      </div>
      {onRevoke && (
        <ActionIcon variant="subtle" color="gray" aria-label={t`Take back: ${where}`} onClick={() => onRevoke(exception)}>
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </li>
  );
}
