import { VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useFeedItem } from '../lib/live.tsx';

/** Tells what just happened with one's cards: a decline to everybody, since it asks for something; the rest to who cannot see the lists move. */
export function Crier() {
  const { t } = useLingui();
  const [news, setNews] = useState('');
  useFeedItem(({ event, transaction }) => {
    if (!transaction) return;
    const merchant = transaction.merchant.name;
    if (event === 'transaction.declined') {
      // One at a time: a list of them is what the notices are for.
      notifications.show({
        id: 'declined',
        color: 'red',
        title: t`Declined at ${merchant}`,
        message: transaction.declineSentence ?? t`Nothing was charged.`,
      });
    } else if (event === 'transaction.approved' || event === 'transaction.stood_in') setNews(t`New purchase at ${merchant}`);
  });
  return <VisuallyHidden role="status">{news}</VisuallyHidden>;
}
