import { EmptyState, Link } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconMapOff } from '@tabler/icons-react';
import { urls } from '../lib/urls.ts';

export function NotFound() {
  const { t } = useLingui();
  return (
    <EmptyState icon={IconMapOff} title={t`There is no such page`} action={<Link href={urls.home()}>{t`To my cards`}</Link>}>
      <Trans>The address may be mistyped, or what it led to is gone.</Trans>
    </EmptyState>
  );
}
