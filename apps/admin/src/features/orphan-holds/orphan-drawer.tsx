import { DateTime, KeyValue, Link, Money, Panel, Timeline, type TimelineItem } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Drawer, Stack, Text } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconQuestionMark } from '@tabler/icons-react';
import type { OrphanRowFragment } from '../../gql/graphql.ts';
import { urls } from '../../lib/urls.ts';
import { OrphanState } from './orphan-state.tsx';

/** One orphan hold in full: every time that is known, and its story. */
export function OrphanDrawer({ hold, onClose }: { hold: OrphanRowFragment | undefined; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Drawer
      opened={hold !== undefined}
      onClose={onClose}
      size={560}
      title={
        hold && (
          <Link href={urls.transaction(hold.transaction.id)}>
            <Trans>Open the purchase</Trans>
          </Link>
        )
      }
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {hold && <Detail hold={hold} />}
    </Drawer>
  );
}

function Detail({ hold }: { hold: OrphanRowFragment }) {
  const { t } = useLingui();
  const { merchant, holder, held, cleared } = hold.transaction;
  return (
    <Stack gap="md">
      <div>
        <OrphanState state={hold.state} />
        <Text mt="xs">{hold.sentence}</Text>
      </div>
      <Panel title={t`The purchase`}>
        <KeyValue
          items={[
            { key: 'merchant', label: t`Merchant`, value: merchant.name },
            { key: 'holder', label: t`Cardholder`, value: holder.displayName },
            { key: 'amount', label: t`Approved`, value: <Money value={hold.amount} /> },
            { key: 'held', label: t`Held now`, value: <Money value={held} /> },
            { key: 'cleared', label: t`Paid`, value: <Money value={cleared} /> },
          ]}
        />
      </Panel>
      <Panel title={t`When`}>
        <Times hold={hold} />
      </Panel>
      <Panel title={t`What happened to the hold`}>
        <Timeline label={t`What happened, oldest first`} items={hold.events.map(itemOf)} />
      </Panel>
    </Stack>
  );
}

function Times({ hold }: { hold: OrphanRowFragment }) {
  const { t } = useLingui();
  const unknown = <Text c="dimmed">{t`not known`}</Text>;
  const at = (moment: string | null | undefined) => (moment ? <DateTime at={moment} format="full" /> : unknown);
  return (
    <KeyValue
      items={[
        { key: 'asked', label: t`We were asked`, value: at(hold.askedAt) },
        { key: 'decided', label: t`We decided`, value: at(hold.decidedAt) },
        { key: 'committed', label: t`It was written`, value: at(hold.committedAt) },
        { key: 'answered', label: t`We answered`, value: at(hold.answeredAt) },
        {
          key: 'word',
          label: t`Marqeta’s word`,
          value: hold.wordAt ? (
            <>
              {hold.word} · <DateTime at={hold.wordAt} format="full" />
            </>
          ) : (
            <Text c="dimmed">{t`none yet`}</Text>
          ),
        },
        {
          key: 'asks',
          label: t`Marqeta was asked`,
          value: hold.lastAskedAt && (
            <>
              <Plural value={hold.asks} one="once" other="# times" />, <Trans>last</Trans> <DateTime at={hold.lastAskedAt} format="full" />
            </>
          ),
        },
        { key: 'next', label: t`It is asked again`, value: hold.nextAskAt && <DateTime at={hold.nextAskAt} format="full" /> },
      ]}
    />
  );
}

function itemOf({ id, at, code, sentence }: OrphanRowFragment['events'][number]): TimelineItem {
  const looks = code.startsWith('ASKED')
    ? ({ tone: 'caution', icon: IconQuestionMark } as const)
    : code.startsWith('RELEASED')
      ? ({ tone: 'neutral', icon: IconArrowBackUp } as const)
      : ({ tone: 'positive', icon: IconCheck } as const);
  return { id, ...looks, title: sentence, detail: <DateTime at={at} format="full" /> };
}
