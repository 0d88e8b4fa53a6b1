import { useLingui } from '@lingui/react/macro';
import { Textarea } from '@mantine/core';
import { useState } from 'react';

const SHORTEST = 3;

/** A reason that must be given. The field complains only after somebody tried without one. */
export function useReason(maxLength = 500) {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const missing = text.trim().length < SHORTEST;
  /** The reason, or null when there is none yet: the field then says so. */
  const take = (): string | null => {
    setAsked(true);
    return missing ? null : text.trim();
  };
  const field = (
    <Textarea
      mt="md"
      required
      label={t`Reason`}
      description={t`Kept with your name and the time.`}
      error={asked && missing && t`Say why, so that whoever looks next knows.`}
      autosize
      minRows={2}
      maxLength={maxLength}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
  return { take, field };
}
