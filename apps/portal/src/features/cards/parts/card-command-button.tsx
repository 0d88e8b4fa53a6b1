import { ConfirmDialog } from '@afc/ui';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useLingui } from '@lingui/react/macro';
import { IconCircleCheck, IconSnowflake, IconSun, type TablerIcon } from '@tabler/icons-react';
import { useState } from 'react';
import { type FragmentType, readFragment } from '../../../gql/index.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { cardActionWords, useWords } from '../../../lib/words.ts';
import { CardStanding, useCardCommands } from './card-command.ts';
import { type CardCommand, mainCommand } from './card-commands.ts';

const icons: Readonly<Record<CardCommand, TablerIcon>> = { FREEZE: IconSnowflake, UNFREEZE: IconSun, ACTIVATE: IconCircleCheck };

interface CardCommandButtonProps {
  card: FragmentType<typeof CardStanding>;
  name: string;
  fullWidth?: boolean;
}

/** Freeze, unfreeze or activate: whichever the card can do now, after a question. Nothing when it can do none. */
export function CardCommandButton({ card, name, fullWidth = false }: CardCommandButtonProps) {
  const { t } = useLingui();
  const words = useWords();
  const sentence = useRefusalSentence();
  const [asking, setAsking] = useState<CardCommand | null>(null);
  const { run, busy } = useCardCommands(card);
  const command = mainCommand(readFragment(CardStanding, card).actions);
  // The outcome is drawn at once, so the dialog does not wait for the answer; a refusal is told when it comes.
  const confirm = async (confirmed: CardCommand) => {
    setAsking(null);
    const refusal = await run(confirmed);
    if (refusal) notifications.show({ color: 'red', title: t`${name} is as it was`, message: sentence(refusal) });
  };
  return (
    <>
      {command && (
        <Button
          variant={command === 'FREEZE' ? 'default' : 'filled'}
          leftSection={<CommandIcon command={command} />}
          fullWidth={fullWidth}
          disabled={busy}
          aria-label={`${words(cardActionWords[command])}: ${name}`}
          onClick={() => setAsking(command)}
        >
          {words(cardActionWords[command])}
        </Button>
      )}
      <Question asked={asking} name={name} onConfirm={(confirmed) => void confirm(confirmed)} onCancel={() => setAsking(null)} />
    </>
  );
}

function CommandIcon({ command }: { command: CardCommand }) {
  const Icon = icons[command];
  return <Icon size={16} stroke={1.9} aria-hidden />;
}

interface QuestionProps {
  asked: CardCommand | null;
  name: string;
  onConfirm: (command: CardCommand) => void;
  onCancel: () => void;
}

function Question({ asked, name, onConfirm, onCancel }: QuestionProps) {
  const { t } = useLingui();
  const words = useWords();
  // While the dialog fades out, it keeps the words it had.
  const [last, setLast] = useState<CardCommand>('FREEZE');
  if (asked !== null && asked !== last) setLast(asked);
  const command = asked ?? last;
  const questions: Readonly<Record<CardCommand, { title: string; text: string }>> = {
    FREEZE: {
      title: t`Freeze ${name}?`,
      text: t`The very next purchase with this card is declined. You can unfreeze it whenever you want.`,
    },
    UNFREEZE: { title: t`Unfreeze ${name}?`, text: t`It can be used again as soon as the issuer confirms, usually within seconds.` },
    ACTIVATE: {
      title: t`Activate ${name}?`,
      text: t`Do this once you hold the card in your hands. It can be used as soon as the issuer confirms.`,
    },
  };
  return (
    <ConfirmDialog
      opened={asked !== null}
      title={questions[command].title}
      confirmLabel={words(cardActionWords[command])}
      cancelLabel={t`Cancel`}
      onConfirm={() => onConfirm(command)}
      onCancel={onCancel}
    >
      {questions[command].text}
    </ConfirmDialog>
  );
}
