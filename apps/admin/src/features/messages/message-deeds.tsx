import { DateTime, Panel, Timeline, type TimelineItem } from '@afc/ui';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { IconArrowBackUp, IconEye, IconEyeOff, IconMail, IconRefresh, type TablerIcon } from '@tabler/icons-react';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { useWords } from '../../lib/words.ts';

const MessageDeedsPart = graphql(`
  fragment MessageDeeds on DeadLetter {
    deeds {
      id
      at
      command
      actorName
      reason
    }
  }
`);

const looks: Readonly<Record<string, readonly [MessageDescriptor, TablerIcon]>> = {
  'deadLetter.replay': [msg`Replayed`, IconRefresh],
  'deadLetter.dismiss': [msg`Dismissed`, IconEyeOff],
  'deadLetter.restore': [msg`Dismissal taken back`, IconArrowBackUp],
  'deadLetter.open': [msg`Read whole`, IconEye],
};

/** What operators did with the message, and why. */
export function MessageDeeds({ message, receivedAt }: { message: FragmentType<typeof MessageDeedsPart>; receivedAt: string }) {
  const { t } = useLingui();
  const words = useWords();
  const { deeds } = readFragment(MessageDeedsPart, message);
  const items = deeds.map(({ id, at, command, actorName, reason }): TimelineItem => {
    const [title, icon] = looks[command] ?? [null, undefined];
    return {
      id,
      ...(icon && { icon }),
      title: title === null ? command : words(title),
      detail: (
        <>
          <DateTime at={at} /> · {actorName}
          {reason !== null && ` · ${t`“${reason}”`}`}
        </>
      ),
    };
  });
  const received: TimelineItem = {
    id: 'received',
    icon: IconMail,
    title: t`Received, and not applied`,
    detail: <DateTime at={receivedAt} />,
  };
  return (
    <Panel title={t`History`}>
      <Timeline label={t`History of the message`} items={[received, ...items]} />
    </Panel>
  );
}
