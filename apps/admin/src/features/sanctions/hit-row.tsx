import { DateTime, KeyValue, RelativeTime, StatusBadge } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group } from '@mantine/core';
import type { SanctionsHitDecision, SanctionsHitState } from '../../gql/graphql.ts';
import { sanctionsHitWords, useWords } from '../../lib/words.ts';
import type { Hit } from './hit.ts';
import classes from './sanctions.module.css';

const LOOKS = { OPEN: 'UNCONFIRMED', DISMISSED: 'DISMISSED', CONFIRMED: 'FAILURE' } as const satisfies Record<SanctionsHitState, string>;

/** Both side by side, how alike they are, and what can be decided. */
export function HitRow({ hit, onDecide }: { hit: Hit; onDecide: (decision: SanctionsHitDecision) => void }) {
  const { t } = useLingui();
  const words = useWords();
  const { companyName, personName, entry, score, state, foundAt, decidedAt, decidedByName, reason } = hit;
  const name = personName ?? companyName;
  return (
    <li className={classes.item}>
      <Group justify="space-between" gap="xs">
        <StatusBadge status={LOOKS[state]} label={words(sanctionsHitWords[state])} />
        <span className={classes.more}>
          <Trans>
            {score} % alike · found <RelativeTime at={foundAt} />
          </Trans>
        </span>
      </Group>
      <div className={classes.sides}>
        <section className={classes.side} aria-label={t`Here: ${name}`}>
          <h3 className={classes.heading}>
            <Trans>Here</Trans>
          </h3>
          <KeyValue
            items={[
              { key: 'name', label: t`Name`, value: name },
              { key: 'company', label: t`Company`, value: personName === null ? t`The company itself` : companyName },
            ]}
          />
        </section>
        <section className={classes.side} aria-label={t`On the list: ${entry.name}`}>
          <h3 className={classes.heading}>
            <Trans>On the list</Trans>
          </h3>
          <KeyValue
            items={[
              { key: 'name', label: t`Name`, value: entry.name },
              { key: 'aliases', label: t`Also called`, value: entry.aliases.length === 0 ? null : entry.aliases.join('; ') },
              { key: 'birthDate', label: t`Born`, value: entry.birthDate },
              { key: 'country', label: t`Country`, value: entry.country },
              { key: 'list', label: t`List`, value: entry.list },
              { key: 'id', label: t`Number`, value: entry.id },
            ]}
          />
        </section>
      </div>
      {decidedAt !== null && (
        <span className={classes.more}>
          {decidedByName} · <DateTime at={decidedAt} /> · {reason}
        </span>
      )}
      <Group justify="flex-end" gap="xs">
        {state !== 'DISMISSED' && (
          <Button variant="default" size="compact-md" onClick={() => onDecide('DISMISSED')} aria-label={t`${name} is no match`}>
            <Trans>No match</Trans>
          </Button>
        )}
        {state !== 'CONFIRMED' && (
          <Button variant="default" size="compact-md" onClick={() => onDecide('CONFIRMED')} aria-label={t`${name} is a match`}>
            <Trans>Match</Trans>
          </Button>
        )}
      </Group>
    </li>
  );
}
