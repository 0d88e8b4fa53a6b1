import { Money, type MoneyValue } from '@afc/ui';
import { Trans } from '@lingui/react/macro';
import { Text } from '@mantine/core';
import { changeOf } from './change-of.ts';

/** How much more or less than before, as an amount and as a share. Spending more is neither good nor bad: it has no colour. */
export function Change({ spent, before }: { spent: MoneyValue; before: MoneyValue }) {
  const { minor, percent } = changeOf({ minor: String(spent.minor) }, { minor: String(before.minor) });
  if (minor === 0n) {
    return (
      <Text span size="sm" c="dimmed">
        <Trans>Unchanged</Trans>
      </Text>
    );
  }
  return (
    <span>
      <Money value={{ minor, currency: spent.currency }} sign="always" />
      {percent !== null && (
        <Text span size="xs" c="dimmed">
          {' '}
          {minor > 0n ? '+' : ''}
          {percent}%
        </Text>
      )}
    </span>
  );
}
