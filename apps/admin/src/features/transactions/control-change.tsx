import { Link, Money, useSurroundings } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Text } from '@mantine/core';
import type { Channel, ControlChangeRowFragment, LimitWindow } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { urls } from '../../lib/urls.ts';
import { useCan } from '../../lib/viewer.tsx';
import { channelWords, scopeWords, useWords, windowWords } from '../../lib/words.ts';

const ControlChangeRow = graphql(`
  fragment ControlChangeRow on ControlChange {
    scope
    rule
    count
    value
    amount {
      minor
      currency
    }
  }
`);

export interface ControlChangeProps {
  change: FragmentType<typeof ControlChangeRow>;
  cardId: string;
  holderId: string;
  /** As the purchase named it. */
  merchant: string;
  /** What is counted over which time, when the control is a limit. */
  limit: { window?: LimitWindow | null; rollingDays?: number | null } | undefined;
}

/** "Raise the limit to €45.00", with whose limit it is; a link to where it can be changed. */
export function ControlChange({ change: masked, cardId, holderId, merchant, limit }: ControlChangeProps) {
  const { t } = useLingui();
  const words = useWords();
  const change = readFragment(ControlChangeRow, masked);
  const href = useHref(change.scope, cardId, holderId);
  const sentence = <Sentence change={change} merchant={merchant} />;
  const days = limit?.rollingDays;
  const details = [
    change.scope && words(scopeWords[change.scope]),
    limit?.window && (limit.window === 'ROLLING' && days != null ? t`In any ${days} days` : words(windowWords[limit.window])),
  ].filter(Boolean);
  return (
    <>
      {href === null ? sentence : <Link href={href}>{sentence}</Link>}
      <Text size="xs" c="dimmed" component="div">
        {details.join(' · ')}
      </Text>
    </>
  );
}

function Sentence({ change, merchant }: { change: ControlChangeRowFragment; merchant: string }) {
  const what = useSeen(change, merchant);
  const { rule, amount, count } = change;
  if (amount) {
    return (
      <Trans>
        Raise the limit to <Money value={amount} />
      </Trans>
    );
  }
  if (count != null) return <Plural value={count} one="Raise the limit to # purchase" other="Raise the limit to # purchases" />;
  if (rule === 'AMOUNT_LIMIT' || rule === 'COUNT_LIMIT') return <Trans>Raise the limit</Trans>;
  if (what !== null && rule.endsWith('_ALLOW')) return <Trans>Allow {what}</Trans>;
  if (what !== null && rule.endsWith('_BLOCK')) return <Trans>No longer block {what}</Trans>;
  if (rule === 'SCHEDULE') return <Trans>Allow that day and hour</Trans>;
  if (rule === 'DATES') return <Trans>Allow that day</Trans>;
  return <Trans>Change the control</Trans>;
}

/** What a rule saw of the purchase, as people say it; null when it was not told. */
function useSeen({ rule, value }: ControlChangeRowFragment, merchant: string): string | null {
  const { t, i18n } = useLingui();
  const { locale } = useSurroundings();
  const words = useWords();
  if (value == null || value === '') return null;
  if (rule.startsWith('MERCHANT_')) return merchant;
  if (rule.startsWith('MCC_')) return t`the merchant category ${value}`;
  if (rule.startsWith('COUNTRY_')) return regionName(locale, value);
  if (!rule.startsWith('CHANNEL_')) return value;
  const channels = value.split(' ').map((channel) => (channel in channelWords ? words(channelWords[channel as Channel]) : channel));
  return new Intl.ListFormat(i18n.locale, { type: 'conjunction' }).format(channels);
}

function regionName(locale: string, code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code) : code;
}

/** Where the control stands, for those who get there. A team's or a card program's has no screen. */
function useHref(scope: ControlChangeRowFragment['scope'], cardId: string, holderId: string): string | null {
  const seesPeople = useCan('SEE_PEOPLE');
  const seesCompany = useCan('SEE_COMPANY_SPEND');
  switch (scope) {
    case 'CARD':
      return urls.card(cardId);
    case 'PERSON':
      return seesPeople ? urls.person(holderId) : null;
    case 'COMPANY':
      return seesCompany ? urls.company() : null;
    default:
      return null;
  }
}
