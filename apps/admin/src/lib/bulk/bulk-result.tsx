import { Plural, useLingui } from '@lingui/react/macro';
import { Drawer, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useRefusalSentence } from '../refusal-words.ts';
import { type BulkRow, doneOf } from './bulk-outcome.tsx';

export interface BulkResultProps<Row extends BulkRow> {
  rows: readonly Row[];
  /** How many were done. */
  done: (count: number) => ReactNode;
  keyOf: (row: Row) => string;
  /** What or who it is about. */
  renderName: (row: Row) => ReactNode;
  onClose: () => void;
}

/** Which were refused, and why; opened when there are any. The notice with the way back lies on the right, over no button of it. */
export function BulkResult<Row extends BulkRow>({ rows, done, keyOf, renderName, onClose }: BulkResultProps<Row>) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const refused = rows.filter(({ refusal }) => refusal != null);
  return (
    <Drawer
      position="left"
      opened={refused.length > 0}
      onClose={onClose}
      title={t`What was not done`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <Text size="sm" mb="md">
        {done(doneOf({ rows }))} <Plural value={refused.length} one="# was not:" other="# were not:" />
      </Text>
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {refused.map((row) => (
          <li key={keyOf(row)}>
            <Text size="sm" fw={500}>
              {renderName(row)}
            </Text>
            <Text size="sm" c="dimmed">
              {sentence({ code: row.refusal ?? '', message: row.sentence ?? '' })}
            </Text>
          </li>
        ))}
      </Stack>
    </Drawer>
  );
}
