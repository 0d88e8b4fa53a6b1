import type { Tone } from '@afc/ui';
import {
  IconArrowBackUp,
  IconArrowDownLeft,
  IconCheck,
  IconCircleX,
  IconHourglassLow,
  IconPlus,
  IconScale,
  IconShieldCheck,
  type TablerIcon,
} from '@tabler/icons-react';

interface Looks {
  tone: Tone;
  icon: TablerIcon;
}

/** Most particular first: Marqeta's types are dotted, the last words say what happened. */
const looks: ReadonlyArray<readonly [part: RegExp, looks: Looks]> = [
  [/^decision/, { tone: 'info', icon: IconScale }],
  [/chargeback|dispute/, { tone: 'caution', icon: IconScale }],
  [/refund|original\.credit|credit/, { tone: 'info', icon: IconArrowDownLeft }],
  [/expir/, { tone: 'neutral', icon: IconHourglassLow }],
  [/reversal|release/, { tone: 'neutral', icon: IconArrowBackUp }],
  [/^restore/, { tone: 'caution', icon: IconShieldCheck }],
  [/incremental/, { tone: 'caution', icon: IconPlus }],
  [/clearing|completion/, { tone: 'positive', icon: IconCheck }],
  [/^authorization|^pindebit/, { tone: 'positive', icon: IconShieldCheck }],
];

const DECLINED: Looks = { tone: 'negative', icon: IconCircleX };

/** Icon and tone of one event of a purchase. */
export function looksOf({ kind, isDecline }: { readonly kind: string; readonly isDecline: boolean }): Looks | { tone: Tone } {
  if (isDecline) return DECLINED;
  return looks.find(([part]) => part.test(kind))?.[1] ?? { tone: 'neutral' };
}
