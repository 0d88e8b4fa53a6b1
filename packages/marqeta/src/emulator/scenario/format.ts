import { type Static, Type, type TProperties } from 'typebox';

// Numbers of a scenario file are read as the text that stands there: an amount stays exact, and `0000` stays a response code.

const AMOUNT = '^\\d{1,11}(\\.\\d{1,4})?$';
const CHANGE = '^-?\\d{1,11}(\\.\\d{1,4})?$';
const QUANTITY = '^\\d+(\\.\\d+)?$';
const DURATION = '^\\d+ (second|minute|hour|day)s?$';
const STATUS = '^[45]\\d\\d$';

/** What each pattern asks of a text, in words. */
export const PATTERN_WORDS: Readonly<Record<string, string>> = {
  [AMOUNT]: 'an amount, such as 12.50',
  [CHANGE]: 'an amount, such as 12.50 or -12.50',
  [QUANTITY]: 'a number',
  [DURATION]: 'a length of time, such as 8 days',
  [STATUS]: 'the HTTP status of a refusal, such as 400',
};

const Text = Type.String({ minLength: 1 });
const Amount = Type.String({ pattern: AMOUNT });
const Quantity = Type.String({ pattern: QUANTITY });
const Duration = Type.String({ pattern: DURATION });
const Yes = Type.Boolean();
/** What goes to the API as it stands. */
const Body = Type.Record(Type.String(), Type.Unknown());

/** A mapping that knows no other keys: a slip of the pen is an error, not a field that does nothing. */
function closed<R extends TProperties, O extends TProperties>(required: R, optional: O) {
  return Type.Object({ ...required, ...Type.Partial(Type.Object(optional)).properties }, { additionalProperties: false });
}

const Merchant = closed(
  { name: Text },
  { mid: Text, mcc: Text, city: Text, state: Text, postal_code: Text, country_code: Text, address: Text },
);

/** What a first message can say; `as` is the name by which later steps know the purchase. */
const first = {
  as: Text,
  currency: Text,
  online: Yes,
  partial_approval: Yes,
  preauthorization: Yes,
  pin: Text,
  cvv: Text,
  cash_back: Amount,
  conversion: closed({ original_amount: Amount, rate: Quantity, original_currency: Text }, {}),
};
const place = { merchant: Text, at: Merchant };
const follows = { of: Text };

/** The steps of a story, by the word that each begins with. */
export const STEPS = {
  authorize: closed({ amount: Amount }, { ...first, ...place }),
  verify: closed({}, { as: Text, online: Yes, cvv: Text, ...place }),
  inquire: closed({}, { as: Text, pin: Text, ...place }),
  pin_debit: closed({ amount: Amount }, { ...first, ...place }),
  increment: closed({ amount: Amount }, follows),
  advice: closed({ amount: Amount }, follows),
  clear: closed({}, { amount: Amount, parts: Type.Array(Amount, { minItems: 2, maxItems: 99 }), final: Yes, ...follows }),
  force_post: closed({ amount: Amount }, { as: Text, currency: Text, ...place }),
  reverse: closed({}, { amount: Amount, ...follows }),
  refund: closed({ amount: Amount }, { as: Text, ...follows, ...place }),
  expire: closed({}, follows),
  account_funding: closed({ amount: Amount }, { as: Text, sender: Body, ...place }),
  money_in: closed({ amount: Amount }, { as: Text, sender: Body, ...place }),
  simulate: closed({ event: Text }, { as: Text, of: Text, body: Body }),
  card: closed({ state: Type.Enum(['ACTIVE', 'SUSPENDED', 'TERMINATED']) }, {}),
  clock: closed({}, { advance: Duration, to: Text, frozen: Yes, speed: Quantity, real: Yes }),
  fault: Body,
  mend: closed({}, {}),
} as const;

export type StepName = keyof typeof STEPS;
export const STEP_NAMES = Object.keys(STEPS) as readonly StepName[];

/** What must be true after a step. `balance` is what the account holds beyond what it held when the scenario began. */
export const EXPECTATION = closed(
  {},
  {
    refused: Type.String({ pattern: STATUS }),
    code: Type.Union([Text, Type.Array(Text, { minItems: 1 })]),
    state: Text,
    method: Text,
    amount: Amount,
    asked: Yes,
    purchase: Type.Enum(['PENDING', 'CLEARED', 'COMPLETION', 'DECLINED']),
    held: Amount,
    cleared: Amount,
    refunded: Amount,
    balance: Type.String({ pattern: CHANGE }),
    webhooks: Type.Array(Text),
  },
);

/** Who buys. Without any of it a cardholder is made whose card asks the gateway that the emulator has. */
export const WHO = closed(
  {},
  {
    card: Text,
    gateway: Body,
    webhook: Body,
    user: Body,
    product: Body,
    controls: closed({}, { velocity: Type.Array(Body), authorization: Type.Array(Body) }),
  },
);

/** Where raw bodies stand: there numbers are numbers. */
export const RAW_STEPS: Readonly<Partial<Record<StepName, string | null>>> = {
  fault: null,
  simulate: 'body',
  account_funding: 'sender',
  money_in: 'sender',
};
export const RAW_WHO = ['gateway', 'webhook', 'user', 'product', 'controls'] as const;

export type Expectation = Static<typeof EXPECTATION>;
export type Who = Static<typeof WHO>;
export type StepOf<N extends StepName> = Static<(typeof STEPS)[N]>;

type AnyStep = { [N in StepName]: { readonly name: N; readonly given: StepOf<N> } }[StepName];
export type Step = AnyStep & { readonly expect: Expectation | null; readonly line: number };

export interface Scenario {
  readonly name: string;
  readonly about: string | null;
  readonly who: Who;
  readonly steps: readonly Step[];
}
