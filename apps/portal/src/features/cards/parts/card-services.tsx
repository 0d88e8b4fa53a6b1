import { Link } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconEye, IconLifebuoy, IconPasswordMobilePhone } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { urls } from '../../../lib/urls.ts';
import classes from './card-services.module.css';

const CardNumberDialog = lazy(() => import('./card-number-dialog.tsx').then(({ CardNumberDialog: Dialog }) => ({ default: Dialog })));
const PinDialog = lazy(() => import('./pin-dialog.tsx').then(({ PinDialog: Dialog }) => ({ default: Dialog })));
const ReplaceDialog = lazy(() => import('./replace-dialog.tsx').then(({ ReplaceDialog: Dialog }) => ({ default: Dialog })));

const CardServicesPart = graphql(`
  fragment CardServices on Card {
    id
    name
    version
    accesses
    replaceableFor
    replacementReason
    replaces {
      id
      lastFour
    }
    replacedBy {
      id
    }
  }
`);

type Service = 'NUMBER' | 'PIN' | 'REPLACE';

/** What a holder can have done for a card beside using it: see its number, set its PIN, get another one. */
export function CardServices({ card: masked }: { card: FragmentType<typeof CardServicesPart> }) {
  const { t } = useLingui();
  const card = readFragment(CardServicesPart, masked);
  const [open, setOpen] = useState<Service | null>(null);
  const close = () => setOpen(null);
  const { id, name, accesses, replaceableFor, replaces, replacedBy } = card;
  const ending = replaces?.lastFour ?? '';
  return (
    <>
      <div className={classes.services}>
        {accesses.includes('NUMBER') && (
          <Button variant="default" leftSection={<IconEye size={16} aria-hidden />} onClick={() => setOpen('NUMBER')}>
            <Trans>Show number</Trans>
          </Button>
        )}
        {accesses.includes('PIN') && (
          <Button variant="default" leftSection={<IconPasswordMobilePhone size={16} aria-hidden />} onClick={() => setOpen('PIN')}>
            <Trans>Set PIN</Trans>
          </Button>
        )}
        {replaceableFor.length > 0 && (
          <Button variant="default" leftSection={<IconLifebuoy size={16} aria-hidden />} onClick={() => setOpen('REPLACE')}>
            <Trans>Replace card</Trans>
          </Button>
        )}
      </div>
      {replacedBy && (
        <p className={classes.note}>
          <Trans>
            Another card takes the place of this one. <Link href={urls.card(replacedBy.id)}>See the new card</Link>
          </Trans>
        </p>
      )}
      {replaces && (
        <p className={classes.note}>
          <Link href={urls.card(replaces.id)}>
            {ending === '' ? t`Takes the place of an earlier card` : t`Takes the place of the card ending ${ending}`}
          </Link>
        </p>
      )}
      <Suspense fallback={null}>
        {open === 'NUMBER' && <CardNumberDialog cardId={id} name={name} onClose={close} />}
        {open === 'PIN' && <PinDialog cardId={id} name={name} onClose={close} />}
        {open === 'REPLACE' && <ReplaceDialog card={card} onClose={close} />}
      </Suspense>
    </>
  );
}
