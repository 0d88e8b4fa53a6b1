import { ListSkeleton } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';

/** A screen's code is on its way. */
export function ScreenSkeleton() {
  const { t } = useLingui();
  return <ListSkeleton label={t`Loading`} rows={7} />;
}
