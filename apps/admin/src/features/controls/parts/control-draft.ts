import type {
  AtCap,
  Channel,
  ControlMode,
  ControlRowFragment,
  ControlType,
  LimitWindow,
  MerchantCategory,
  MerchantMatchInput,
  SetSpendingControlInput,
  Weekday,
} from '../../../gql/graphql.ts';

/** What the editor's fields hold: those of every kind, so that a change of kind forgets nothing. */
export interface ControlDraft {
  controlType: ControlType;
  mode: ControlMode;
  isActive: boolean;
  window: LimitWindow;
  rollingDays: number | undefined;
  /** Undefined while empty, null while it is no amount. */
  amountMinor: string | null | undefined;
  count: number | undefined;
  atCap: AtCap;
  bufferMinor: string | null | undefined;
  mccs: string[];
  categories: MerchantCategory[];
  /** A row without a value is not sent. */
  merchants: MerchantMatchInput[];
  countries: string[];
  currencies: string[];
  channels: Channel[];
  weekdays: Weekday[];
  /** Times and days are empty while there is none. */
  from: string;
  to: string;
  firstDate: string;
  lastDate: string;
  idleDays: number | undefined;
  timeZone: string | undefined;
}

export const weekdays: readonly Weekday[] = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

export function draftOf(control: ControlRowFragment | undefined): ControlDraft {
  return {
    controlType: control?.controlType ?? 'AMOUNT_LIMIT',
    mode: control?.mode ?? 'ENFORCE',
    isActive: control?.isActive ?? true,
    window: control?.window ?? 'MONTH',
    rollingDays: control?.rollingDays ?? undefined,
    amountMinor: control?.amount?.minor,
    count: control?.count ?? undefined,
    atCap: control?.atCap ?? 'DECLINE',
    bufferMinor: control?.buffer?.minor,
    mccs: control?.mccs ?? [],
    categories: control?.categories ?? [],
    merchants: control?.merchants?.map(({ by, value }) => ({ by, value })) ?? [{ by: 'NAME', value: '' }],
    countries: control?.countries ?? [],
    currencies: control?.currencies ?? [],
    channels: control?.channels ?? [],
    weekdays: control?.weekdays ?? weekdays.slice(0, 5),
    from: control?.from ?? '',
    to: control?.to ?? '',
    firstDate: control?.firstDate ?? '',
    lastDate: control?.lastDate ?? '',
    idleDays: control?.idleDays ?? undefined,
    timeZone: control?.timeZone ?? undefined,
  };
}

/** The draft as another kind: a number of purchases has neither a window of one purchase nor a buffer. */
export function asKind(draft: ControlDraft, controlType: ControlType): ControlDraft {
  if (controlType !== 'COUNT_LIMIT') return { ...draft, controlType };
  const window = draft.window === 'TRANSACTION' ? 'MONTH' : draft.window;
  const atCap = draft.atCap === 'BUFFER' ? 'DECLINE' : draft.atCap;
  return { ...draft, controlType, window, atCap };
}

/** A number of purchases that makes a card good for one. */
export const singleUse = { window: 'LIFETIME', count: 1 } as const satisfies Partial<ControlDraft>;

type Wish = Omit<SetSpendingControlInput, 'id' | 'idempotencyKey' | 'expectedVersion' | 'scope' | 'subjectId'>;

/** What is asked for, or null while a field is missing or cannot be read. */
export function wishOf(draft: ControlDraft, currency: string): Wish | null {
  if (faultsOf(draft).size > 0) return null;
  const { controlType, mode, isActive } = draft;
  return { controlType, mode, isActive, ...saidBy(draft, currency) };
}

function saidBy(draft: ControlDraft, currency: string): Partial<Wish> {
  const { mccs, categories, from, to, firstDate, lastDate, idleDays } = draft;
  switch (draft.controlType) {
    case 'AMOUNT_LIMIT':
      return {
        ...limitOf(draft),
        amountMinor: draft.amountMinor,
        currency,
        ...(draft.atCap === 'BUFFER' && { bufferMinor: draft.bufferMinor }),
      };
    case 'COUNT_LIMIT':
      return { ...limitOf(draft), count: draft.count };
    case 'MCC_ALLOW':
    case 'MCC_BLOCK':
      return { mccs, ...(categories.length > 0 && { categories }) };
    case 'MERCHANT_ALLOW':
    case 'MERCHANT_BLOCK':
      return { merchants: namedMerchants(draft) };
    case 'COUNTRY_ALLOW':
    case 'COUNTRY_BLOCK':
      return { countries: draft.countries };
    case 'CURRENCY_ALLOW':
    case 'CURRENCY_BLOCK':
      return { currencies: draft.currencies };
    case 'CHANNEL_ALLOW':
    case 'CHANNEL_BLOCK':
      return { channels: draft.channels };
    case 'SCHEDULE':
      return { weekdays: draft.weekdays, ...(from !== '' && { from, to }), ...zoneOf(draft) };
    case 'DATES':
      return { ...(firstDate !== '' && { firstDate }), ...(lastDate !== '' && { lastDate }), ...zoneOf(draft) };
    case 'IDLE_LOCK':
      return { idleDays };
  }
}

function limitOf(draft: ControlDraft): Partial<Wish> {
  const { window, rollingDays, atCap, mccs, categories } = draft;
  return {
    window,
    ...(window === 'ROLLING' && { rollingDays }),
    atCap,
    ...(mccs.length > 0 && { mccs }),
    ...(categories.length > 0 && { categories }),
    ...zoneOf(draft),
  };
}

function zoneOf({ timeZone }: ControlDraft): Partial<Wish> {
  return timeZone === undefined ? {} : { timeZone };
}

function namedMerchants({ merchants }: ControlDraft): MerchantMatchInput[] {
  return merchants.filter(({ value }) => value.trim() !== '').map(({ by, value }) => ({ by, value: value.trim() }));
}

export type FaultyField =
  | 'rollingDays'
  | 'amountMinor'
  | 'count'
  | 'bufferMinor'
  | 'mccs'
  | 'merchants'
  | 'countries'
  | 'currencies'
  | 'channels'
  | 'weekdays'
  | 'from'
  | 'to'
  | 'firstDate'
  | 'lastDate'
  | 'idleDays';

/** The fields of its kind that say nothing, or nothing that could be saved. */
export function faultsOf(draft: ControlDraft): ReadonlySet<FaultyField> {
  const wrong = FAULTS[draft.controlType](draft);
  return new Set((Object.keys(wrong) as FaultyField[]).filter((field) => wrong[field]));
}

type Faults = Readonly<Partial<Record<FaultyField, boolean>>>;

const FAULTS: Readonly<Record<ControlType, (draft: ControlDraft) => Faults>> = {
  AMOUNT_LIMIT: (draft) => ({
    ...windowFaults(draft),
    amountMinor: isNothing(draft.amountMinor),
    bufferMinor: draft.atCap === 'BUFFER' && isNothing(draft.bufferMinor),
  }),
  COUNT_LIMIT: (draft) => ({ ...windowFaults(draft), count: !isWithin(draft.count, 1, 1_000_000) }),
  MCC_ALLOW: categoryFaults,
  MCC_BLOCK: categoryFaults,
  MERCHANT_ALLOW: merchantFaults,
  MERCHANT_BLOCK: merchantFaults,
  COUNTRY_ALLOW: ({ countries }) => ({ countries: countries.length === 0 }),
  COUNTRY_BLOCK: ({ countries }) => ({ countries: countries.length === 0 }),
  CURRENCY_ALLOW: ({ currencies }) => ({ currencies: currencies.length === 0 }),
  CURRENCY_BLOCK: ({ currencies }) => ({ currencies: currencies.length === 0 }),
  CHANNEL_ALLOW: ({ channels }) => ({ channels: channels.length === 0 }),
  CHANNEL_BLOCK: ({ channels }) => ({ channels: channels.length === 0 }),
  SCHEDULE: (draft) => ({
    weekdays: draft.weekdays.length === 0 || (draft.weekdays.length === weekdays.length && draft.from === '' && draft.to === ''),
    from: draft.from === '' && draft.to !== '',
    to: draft.from !== '' && (draft.to === '' || draft.to === draft.from),
  }),
  DATES: ({ firstDate, lastDate }) => ({
    firstDate: firstDate === '' && lastDate === '',
    lastDate: lastDate !== '' && lastDate < firstDate,
  }),
  IDLE_LOCK: ({ idleDays }) => ({ idleDays: !isWithin(idleDays, 1, 730) }),
};

function windowFaults({ window, rollingDays }: ControlDraft): Faults {
  return { rollingDays: window === 'ROLLING' && !isWithin(rollingDays, 2, 92) };
}

function categoryFaults({ mccs, categories }: ControlDraft): Faults {
  return { mccs: mccs.length + categories.length === 0 };
}

function merchantFaults(draft: ControlDraft): Faults {
  return { merchants: namedMerchants(draft).length === 0 };
}

function isNothing(minor: string | null | undefined): boolean {
  return minor == null || /^0*$/.test(minor);
}

function isWithin(number: number | undefined, least: number, most: number): boolean {
  return number !== undefined && Number.isInteger(number) && number >= least && number <= most;
}

/** Four digits, or a range such as 3000-3299. */
export function isMcc(typed: string): boolean {
  const range = /^(\d{4})(?:-(\d{4}))?$/.exec(typed.trim());
  return range !== null && (range[2] === undefined || Number(range[1]) <= Number(range[2]));
}
