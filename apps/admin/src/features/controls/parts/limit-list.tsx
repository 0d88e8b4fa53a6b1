import { DateTime, formatMoney, LimitMeter, Money, useSurroundings } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Badge, Text } from '@mantine/core';
import type { LimitRowFragment } from '../../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { scopeWords, useWords, windowWords } from '../../../lib/words.ts';
import classes from './limit-list.module.css';

const LimitRow = graphql(`
  fragment LimitRow on LimitStatus {
    window
    windowStart
    renewsAt
    timeZone
    control {
      id
      scope
      mode
      sentence
    }
    limitCount
    leftCount
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
  }
`);

/** Every limit that binds, the tightest first: how much is used, and when it is whole again in the company's own time. */
export function LimitList({ limits }: { limits: ReadonlyArray<FragmentType<typeof LimitRow>> }) {
  const rows = readFragment(LimitRow, limits);
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        <Trans>No amount limit binds this card: only the company’s funds do. Add a limit below.</Trans>
      </Text>
    );
  }
  return (
    <ul className={classes.list}>
      {rows.map((limit) => (
        <li key={`${limit.control.id}${limit.window}`}>
          <Limit limit={limit} />
        </li>
      ))}
    </ul>
  );
}

function Limit({ limit: { window, control, limit, used, left, limitCount, leftCount, renewsAt, timeZone } }: { limit: LimitRowFragment }) {
  const { t } = useLingui();
  const words = useWords();
  const { locale } = useSurroundings();
  const title = `${words(windowWords[window])} · ${words(scopeWords[control.scope])}`;
  const badge = control.mode === 'SHADOW' && (
    <Badge size="xs" color="gray" ml={6}>
      <Trans>only watched</Trans>
    </Badge>
  );
  if (limit === null) {
    return (
      <div className={classes.plain}>
        <span>
          {control.sentence}
          {badge}
        </span>
        <span>{leftCount !== null && limitCount !== null && t`${leftCount} of ${limitCount} left`}</span>
      </div>
    );
  }
  if (!used || !left || window === 'TRANSACTION') {
    return (
      <div className={classes.plain}>
        <span>
          {title}
          {badge}
        </span>
        <span>
          <Trans>
            up to <Money value={limit} />
          </Trans>
        </span>
      </div>
    );
  }
  const [usedText, limitText] = [formatMoney(used, locale), formatMoney(limit, locale)];
  return (
    <>
      <LimitMeter
        title={title}
        used={used}
        limit={limit}
        left={
          <Trans>
            <Money value={left} /> left
          </Trans>
        }
        of={
          <Trans>
            of <Money value={limit} />
          </Trans>
        }
        renews={
          renewsAt && (
            <Trans>
              Renews <DateTime at={renewsAt} timeZone={timeZone} format="weekdayTime" /> ({timeZone})
            </Trans>
          )
        }
        valueText={t`${usedText} of ${limitText} used`}
      />
      {badge}
    </>
  );
}
