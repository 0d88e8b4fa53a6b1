import { product } from '@afc/screens';
import { AppFrame, CardArtSkeleton, ListSkeleton } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import { urls } from '../lib/urls.ts';

/** The frame before we know who is there. */
export function ShellSkeleton() {
  const { t } = useLingui();
  return (
    <AppFrame
      product={product}
      homeHref={urls.home()}
      items={[]}
      navLabel={t`Main`}
      moreLabel={t`More`}
      skipLabel={t`Skip to content`}
      width="reading"
    >
      <Stack gap="lg">
        <CardArtSkeleton label={t`Loading`} />
        <ListSkeleton label={t`Loading`} rows={5} />
      </Stack>
    </AppFrame>
  );
}
