import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Menu, Textarea } from '@mantine/core';
import { IconBan, IconDots, IconPower, IconRefresh, IconSnowflake, IconSun, type TablerIcon } from '@tabler/icons-react';
import { useState } from 'react';
import type { CardAction, CardRowFragment } from '../../../gql/graphql.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useTell } from '../../../lib/tell.ts';
import { cardActionWords, useWords } from '../../../lib/words.ts';
import { useCardCommands } from './card-commands.ts';

const icons: Readonly<Record<CardAction, TablerIcon>> = {
  FREEZE: IconSnowflake,
  UNFREEZE: IconSun,
  ACTIVATE: IconPower,
  TERMINATE: IconBan,
  ASK_AGAIN: IconRefresh,
};

/** What the viewer may do with the card now, as the server says; the final deed stands apart. */
export function CardActions({ card }: { card: CardRowFragment }) {
  const { t } = useLingui();
  const words = useWords();
  const [asking, setAsking] = useState<CardAction | null>(null);
  const everyday = card.actions.filter((action) => action !== 'TERMINATE');
  return (
    <>
      {everyday.map((action) => {
        const Icon = icons[action];
        return (
          <Button
            key={action}
            variant={action === 'ACTIVATE' || action === 'ASK_AGAIN' ? 'filled' : 'default'}
            leftSection={<Icon size={16} aria-hidden />}
            onClick={() => setAsking(action)}
          >
            {words(cardActionWords[action])}
          </Button>
        );
      })}
      {card.actions.includes('TERMINATE') && (
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <Button variant="default" px={9} aria-label={t`More actions`}>
              <IconDots size={18} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" leftSection={<IconBan size={16} aria-hidden />} onClick={() => setAsking('TERMINATE')}>
              {words(cardActionWords.TERMINATE)}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {asking !== null && <Confirm key={asking} action={asking} card={card} onClose={() => setAsking(null)} />}
    </>
  );
}

function Confirm({ action, card, onClose }: { action: CardAction; card: CardRowFragment; onClose: () => void }) {
  const { t } = useLingui();
  const words = useWords();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const [reason, setReason] = useState('');
  const command = useCardCommands(card)(action);
  const says = useSayings(card)[action];
  const label = words(cardActionWords[action]);
  const act = async () => {
    if (!(await command.run(reason.trim()))) return;
    tell({ message: says.done });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      title={says.title}
      confirmLabel={label}
      cancelLabel={t`Cancel`}
      danger={action === 'TERMINATE'}
      busy={command.busy}
      error={command.refusal && sentence(command.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      {says.effect}
      {action !== 'ACTIVATE' && action !== 'ASK_AGAIN' && (
        <Textarea
          mt="md"
          label={t`Reason`}
          description={t`Kept in the card’s history.`}
          autosize
          minRows={2}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </ConfirmDialog>
  );
}

function useSayings({ name }: CardRowFragment) {
  const { t } = useLingui();
  return {
    FREEZE: {
      title: t`Freeze ${name}?`,
      effect: <Trans>The very next purchase is declined. What is already approved still clears. You can unfreeze it at any time.</Trans>,
      done: t`${name} is frozen.`,
    },
    UNFREEZE: {
      title: t`Unfreeze ${name}?`,
      effect: <Trans>Purchases are possible again as soon as the issuer confirms, mostly within seconds.</Trans>,
      done: t`${name} is being unfrozen.`,
    },
    ACTIVATE: {
      title: t`Activate ${name}?`,
      effect: <Trans>The holder can pay with it as soon as the issuer confirms.</Trans>,
      done: t`${name} is being activated.`,
    },
    TERMINATE: {
      title: t`Terminate ${name}?`,
      effect: <Trans>This is final: the card never works again. Refunds of its purchases still arrive.</Trans>,
      done: t`${name} is terminated.`,
    },
    ASK_AGAIN: {
      title: t`Ask the issuer again about ${name}?`,
      effect: <Trans>Do this once what the issuer refused it for is mended. If it refuses again, the card’s history says so.</Trans>,
      done: t`The issuer is being asked again.`,
    },
  } satisfies Record<CardAction, unknown>;
}
