import { Money } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ExceptionRowFragment } from '../../../gql/graphql.ts';

type Exception = Pick<ExceptionRowFragment, 'merchant' | 'merchantName' | 'amount' | 'uses'>;

/** "Blue Door, up to €45.00, once". */
export function ExceptionLine({ exception: { merchant, merchantName, amount, uses } }: { exception: Exception }) {
  const { t } = useLingui();
  const where = merchant == null ? t`Any merchant` : (merchantName ?? t`Merchant ${merchant.value}`);
  return (
    <Trans>
      {where}, up to <Money value={amount} />, <Plural value={uses} one="once" other="# times" />
    </Trans>
  );
}
