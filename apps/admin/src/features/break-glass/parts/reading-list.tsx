import { DateTime } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Badge, Button, Text } from '@mantine/core';
import type { ReadingRowFragment } from '../../../gql/graphql.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useEndReading } from './end-reading.ts';
import classes from './reading-list.module.css';

/** Readings, the newest first; one that goes on can be ended. `of` says what stands first in a row. */
export function ReadingList({ readings, of }: { readings: readonly ReadingRowFragment[]; of: 'company' | 'operator' }) {
  const { t } = useLingui();
  return (
    <ul className={classes.list} aria-label={t`Readings`}>
      {readings.map((reading) => (
        <Row key={reading.id} reading={reading} name={of === 'company' ? reading.companyName : reading.operatorName} of={of} />
      ))}
    </ul>
  );
}

function Row({ reading, name, of }: { reading: ReadingRowFragment; name: string; of: 'company' | 'operator' }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const { end, busy, refusal } = useEndReading();
  return (
    <li className={classes.row}>
      <div className={classes.text}>
        <span className={classes.name}>
          {name} {reading.isOpen && <Badge variant="light" color="yellow">{t`Goes on`}</Badge>}
        </span>
        <Text size="sm" component="span">
          {reading.reason}
        </Text>
        <Text size="xs" c="dimmed" component="span">
          <DateTime at={reading.startedAt} /> – <DateTime at={reading.endedAt ?? reading.expiresAt} format="time" />
          {of === 'company' && ` · ${reading.operatorName}`}
          {reading.endedByName && (
            <>
              {' · '}
              <Trans>ended by {reading.endedByName}</Trans>
            </>
          )}
        </Text>
        {refusal && (
          <Text size="sm" c="red" role="alert">
            {sentence(refusal)}
          </Text>
        )}
      </div>
      {reading.isOpen && (
        <Button
          variant="default"
          size="compact-sm"
          loading={busy}
          aria-label={t`End the reading: ${reading.reason}`}
          onClick={() => void end(reading.id)}
        >
          <Trans>End it</Trans>
        </Button>
      )}
    </li>
  );
}
