import { EmptyState } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconMapQuestion } from '@tabler/icons-react';

export function NotFound() {
  const { t } = useLingui();
  return (
    <EmptyState icon={IconMapQuestion} title={t`There is no such page`}>
      <Trans>The address may be mistyped. Pick a place on the left, or press Ctrl K and search.</Trans>
    </EmptyState>
  );
}
