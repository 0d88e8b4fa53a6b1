import { type DataColumn, RelativeTime } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { kindName } from './message-filter.ts';
import { MessageState } from './message-state.tsx';
import { useProblemSentence } from './problem-words.ts';

type Row = MessageRowFragment;

/** Five columns on a desktop; on a phone two, with two lines each. */
export function useMessageColumns(phone: boolean): ReadonlyArray<DataColumn<Row>> {
  const { t } = useLingui();
  const sentence = useProblemSentence();
  return useMemo(() => {
    const named = (row: Row) => <Two first={kindName(row)} second={row.reason ?? sentence(row.problem)} />;
    const received = (row: Row) => <RelativeTime at={row.receivedAt} length={phone ? 'narrow' : 'long'} />;
    if (phone) {
      return [
        { key: 'message', header: t`Message`, width: 'minmax(0, 1fr)', cell: named },
        {
          key: 'state',
          header: t`State`,
          align: 'right',
          width: 'minmax(112px, max-content)',
          cell: (row) => <Two first={<MessageState state={row.state} />} second={received(row)} />,
        },
      ];
    }
    return [
      { key: 'message', header: t`Message`, width: 'minmax(260px, 2fr)', cell: named },
      { key: 'state', header: t`State`, width: 'minmax(140px, 180px)', cell: (row) => <MessageState state={row.state} /> },
      { key: 'decided', header: t`Decided by`, width: 'minmax(120px, 1fr)', hideBelow: 820, cell: (row) => row.decidedByName ?? '—' },
      { key: 'attempts', sortable: true, header: t`Tries`, width: '80px', align: 'right', hideBelow: 760, cell: (row) => row.attempts },
      { key: 'received', sortable: true, header: t`Received`, width: '150px', align: 'right', cell: received },
    ];
  }, [phone, t, sentence]);
}

function Two({ first, second }: { first: React.ReactNode; second: React.ReactNode }) {
  return (
    <span className={classes.two}>
      <span className={classes.first}>{first}</span>
      <span className={classes.second}>{second}</span>
    </span>
  );
}
