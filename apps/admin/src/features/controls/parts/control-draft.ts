import type { ControlMode, ControlRowFragment, ControlType, LimitWindow, SetSpendingControlInput } from '../../../gql/graphql.ts';

/** What the editor's fields hold. */
export interface ControlDraft {
  controlType: ControlType;
  window: LimitWindow;
  /** Undefined while empty, null while it is no amount. */
  amountMinor: string | null | undefined;
  mccs: string[];
  mode: ControlMode;
  isActive: boolean;
}

export function draftOf(control: ControlRowFragment | undefined): ControlDraft {
  return {
    controlType: control?.controlType ?? 'AMOUNT_LIMIT',
    window: control?.window ?? 'MONTH',
    amountMinor: control?.amount?.minor,
    mccs: control?.mccs ?? [],
    mode: control?.mode ?? 'ENFORCE',
    isActive: control?.isActive ?? true,
  };
}

type Wish = Pick<SetSpendingControlInput, 'controlType' | 'mode' | 'isActive' | 'window' | 'amountMinor' | 'currency' | 'mccs'>;

/** What is asked for, or null while a field is missing or cannot be read. */
export function wishOf(draft: ControlDraft, currency: string): Wish | null {
  const { controlType, mode, isActive, window, amountMinor, mccs } = draft;
  if (controlType === 'AMOUNT_LIMIT') return amountMinor == null ? null : { controlType, mode, isActive, window, amountMinor, currency };
  return mccs.length === 0 ? null : { controlType, mode, isActive, mccs };
}

/** Four digits, or a range such as 3000-3299. */
export function isMcc(typed: string): boolean {
  const range = /^(\d{4})(?:-(\d{4}))?$/.exec(typed.trim());
  return range !== null && (range[2] === undefined || Number(range[1]) <= Number(range[2]));
}
