import { DateTime, formatMoney, LimitMeter, Money, RelativeTime, useSurroundings } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { limitWords, useWords } from '../../../lib/words.ts';
import type { ReactNode } from 'react';
import classes from './limit-line.module.css';

const LimitLineFragment = graphql(`
  fragment LimitLine on LimitStatus {
    window
    limit {
      minor
      currency
    }
    used {
      minor
      currency
    }
    left {
      minor
      currency
    }
    limitCount
    leftCount
    renewsAt
    timeZone
    control {
      id
      scope
      sentence
    }
  }
`);

/** One limit: what is left of it, and when it is whole again in the company's own time. */
export function LimitLine({ limit: masked }: { limit: FragmentType<typeof LimitLineFragment> }) {
  const { t } = useLingui();
  const words = useWords();
  const { locale } = useSurroundings();
  const { window, limit, used, left, limitCount, leftCount, renewsAt, timeZone, control } = readFragment(LimitLineFragment, masked);
  if (limit === null) {
    return (
      <PlainLimit title={control.sentence}>
        {leftCount === null || limitCount === null ? t`shared with others` : t`${leftCount} of ${limitCount} left`}
      </PlainLimit>
    );
  }
  if (window === 'TRANSACTION') {
    return (
      <PlainLimit title={words(limitWords[window])}>
        <Trans>
          up to <Money value={limit} />
        </Trans>
      </PlainLimit>
    );
  }
  if (!used || !left) return <PlainLimit title={control.sentence}>{t`shared with others`}</PlainLimit>;
  const [usedText, limitText] = [formatMoney(used, locale), formatMoney(limit, locale)];
  return (
    <LimitMeter
      title={control.scope === 'CARD' ? words(limitWords[window]) : t`${words(limitWords[window])}, all your cards`}
      used={used}
      limit={limit}
      left={
        BigInt(left.minor) > 0n ? (
          <Trans>
            <Money value={left} /> left
          </Trans>
        ) : (
          t`Nothing left`
        )
      }
      of={
        <Trans>
          of <Money value={limit} />
        </Trans>
      }
      valueText={t`${usedText} of ${limitText} used`}
      renews={
        renewsAt && (
          <Trans>
            Renews <DateTime at={renewsAt} timeZone={timeZone} format="weekdayTime" /> · <RelativeTime at={renewsAt} timeZone={timeZone} />
          </Trans>
        )
      }
    />
  );
}

function PlainLimit({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.plain}>
      <span className={classes.title}>{title}</span>
      <span>{children}</span>
    </div>
  );
}
