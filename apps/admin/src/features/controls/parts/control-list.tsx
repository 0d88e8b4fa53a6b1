import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Badge } from '@mantine/core';
import {
  IconBan,
  IconCalendar,
  IconClock,
  IconCoins,
  IconHash,
  IconListCheck,
  IconLock,
  IconPencil,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ControlRowFragment, ControlType } from '../../../gql/graphql.ts';
import { controlTypeWords, useWords } from '../../../lib/words.ts';
import classes from './control-list.module.css';
import { ControlMirror } from './control-mirror.tsx';

const icons: Readonly<Record<ControlType, TablerIcon>> = {
  AMOUNT_LIMIT: IconCoins,
  COUNT_LIMIT: IconHash,
  MERCHANT_ALLOW: IconListCheck,
  MERCHANT_BLOCK: IconBan,
  MCC_ALLOW: IconListCheck,
  MCC_BLOCK: IconBan,
  COUNTRY_ALLOW: IconListCheck,
  COUNTRY_BLOCK: IconBan,
  CURRENCY_ALLOW: IconListCheck,
  CURRENCY_BLOCK: IconBan,
  CHANNEL_ALLOW: IconListCheck,
  CHANNEL_BLOCK: IconBan,
  SCHEDULE: IconClock,
  DATES: IconCalendar,
  IDLE_LOCK: IconLock,
};

export interface ControlListProps {
  label: string;
  controls: readonly ControlRowFragment[];
  onEdit?: (id: string) => void;
  onRemove?: (id: string) => void;
}

export function ControlList({ label, controls, onEdit, onRemove }: ControlListProps) {
  const { t } = useLingui();
  const words = useWords();
  return (
    <ul className={classes.list} aria-label={label}>
      {controls.map(({ id, controlType, sentence, mode, isActive, mirror }) => {
        const Icon = icons[controlType];
        return (
          <li key={id} className={classes.row} data-off={!isActive || undefined}>
            <Icon size={18} stroke={1.75} aria-hidden />
            <span className={classes.words}>
              <span className={classes.sentence}>{sentence}</span>
              <span className={classes.detail}>{words(controlTypeWords[controlType])}</span>
              <ControlMirror mirror={mirror} />
            </span>
            {!isActive && (
              <Badge color="gray">
                <Trans>Off</Trans>
              </Badge>
            )}
            {mode === 'SHADOW' && (
              <Badge color="yellow">
                <Trans>Only watched</Trans>
              </Badge>
            )}
            {onEdit && (
              <ActionIcon variant="subtle" color="gray" aria-label={t`Edit: ${sentence}`} onClick={() => onEdit(id)}>
                <IconPencil size={16} />
              </ActionIcon>
            )}
            {onRemove && (
              <ActionIcon variant="subtle" color="gray" aria-label={t`Remove: ${sentence}`} onClick={() => onRemove(id)}>
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </li>
        );
      })}
    </ul>
  );
}
