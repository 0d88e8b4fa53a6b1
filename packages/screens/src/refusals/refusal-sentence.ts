import type { Refusal } from '@afc/client';
import type { MessageDescriptor } from '@lingui/core';
import { useLingui } from '@lingui/react';
import { createContext, use } from 'react';
import { sharedRefusals } from './shared-refusals.ts';

/** Sentences that an app has beside those of both, or in their place. */
export const OwnRefusals = createContext<Readonly<Record<string, MessageDescriptor>>>({});

/** Turns a refusal into a sentence in the reader’s language. */
export function useRefusalSentence(): (refusal: Pick<Refusal, 'code' | 'message'>) => string {
  const { i18n } = useLingui();
  const own = use(OwnRefusals);
  return ({ code, message }) => {
    const known = own[code] ?? sharedRefusals[code];
    return known === undefined ? message : i18n._(known);
  };
}
