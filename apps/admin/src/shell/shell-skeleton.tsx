import { product } from '@afc/screens';
import { AppFrame, StatsSkeleton, TableSkeleton } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Skeleton, Stack } from '@mantine/core';
import { urls } from '../lib/urls.ts';

/** The frame before we know who is there. */
export function ShellSkeleton() {
  const { t } = useLingui();
  return (
    <AppFrame product={product} homeHref={urls.overview()} items={[]} navLabel={t`Main`} moreLabel={t`More`} skipLabel={t`Skip to content`}>
      <Stack gap="lg">
        <Skeleton height={26} width={180} />
        <StatsSkeleton label={t`Loading`} />
        <TableSkeleton label={t`Loading`} rows={8} />
      </Stack>
    </AppFrame>
  );
}
