import { TableSkeleton } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Skeleton, Stack } from '@mantine/core';

/** A screen whose code is still on its way. */
export function ScreenSkeleton() {
  const { t } = useLingui();
  return (
    <Stack gap="lg">
      <Skeleton height={26} width={180} />
      <TableSkeleton label={t`Loading`} rows={10} />
    </Stack>
  );
}
