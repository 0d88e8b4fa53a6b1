import { DateTime, Panel, Timeline, type TimelineItem, type Tone } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Text } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconBan,
  IconBuildingBank,
  IconCreditCard,
  IconPower,
  IconSnowflake,
  IconSun,
  type TablerIcon,
} from '@tabler/icons-react';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';

const CardHistoryPart = graphql(`
  fragment CardHistory on Card {
    history {
      id
      at
      kind
      sentence
      actorName
      reason
    }
  }
`);

const looks: ReadonlyArray<readonly [part: RegExp, tone: Tone, icon: TablerIcon]> = [
  [/^issuer\./, 'neutral', IconBuildingBank],
  [/terminat/, 'negative', IconBan],
  [/suspend|freez|frozen/, 'info', IconSnowflake],
  [/unfroz|unfreez|resum|reinstat/, 'positive', IconSun],
  [/activat/, 'positive', IconPower],
  [/control/, 'caution', IconAdjustmentsHorizontal],
  [/issued|created/, 'positive', IconCreditCard],
];

/** What was done with the card, by whom and why, and what the issuer reported. */
export function CardHistory({ card }: { card: FragmentType<typeof CardHistoryPart> }) {
  const { t } = useLingui();
  const { history } = readFragment(CardHistoryPart, card);
  const items = history.map((event): TimelineItem => {
    // The sentence mostly names both already.
    const said = (text: string | null) => text !== null && !event.sentence.includes(text);
    const [, tone, icon] = looks.find(([part]) => part.test(event.kind)) ?? [];
    return {
      id: event.id,
      ...(tone && { tone }),
      ...(icon && { icon }),
      title: event.sentence,
      detail: (
        <>
          <DateTime at={event.at} />
          {said(event.actorName) && ` · ${event.actorName}`}
          {said(event.reason) && ` · ${t`“${event.reason}”`}`}
        </>
      ),
    };
  });
  return (
    <Panel title={t`History`}>
      {items.length === 0 ? (
        <Text size="sm" c="dimmed">
          <Trans>Nothing has happened to this card yet.</Trans>
        </Text>
      ) : (
        <Timeline label={t`History of the card`} items={items} />
      )}
    </Panel>
  );
}
