import { Trans } from '@lingui/react/macro';
import { List, Text } from '@mantine/core';

/** The counting rule in a few sentences. The examples are in docs/counting-rule.md. */
export function HowLimitsCount() {
  return (
    <details>
      <summary>
        <Trans>How limits count</Trans>
      </summary>
      <List size="sm" mt="xs" spacing={4}>
        <List.Item>
          <Trans>A purchase counts from the moment it is approved, on the day it was made, by this clock.</Trans>
        </List.Item>
        <List.Item>
          <Trans>An increase counts on its own day, as an amount and not as another purchase.</Trans>
        </List.Item>
        <List.Item>
          <Trans>What a merchant collects above the hold, such as a tip, counts on the day of the hold.</Trans>
        </List.Item>
        <List.Item>
          <Trans>What is released or refunded leaves the newest part first, on the day where it was counted.</Trans>
        </List.Item>
        <List.Item>
          <Trans>A purchase that was reversed still was one; one that the issuer declined never was.</Trans>
        </List.Item>
      </List>
      <Text size="sm" c="dimmed" mt="xs">
        <Trans>A limit with a time zone of its own goes by that one.</Trans>
      </Text>
    </details>
  );
}
