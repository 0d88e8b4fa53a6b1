import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { LimitWindow } from '../cards/limit-window.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import type { AtCap, ControlMode, PurchaseInput } from './compile.ts';
import type { ControlScope } from './scope.ts';
import { type MerchantCategory, MERCHANT_CATEGORIES, mccsOfCategories } from './categories.ts';
import { type Channel, CHANNELS } from './channel.ts';
import { type ControlConfig, type ControlType, isAmountLimit, isLimit } from './control.ts';
import type { MerchantMatch } from './merchants.ts';
import type { StoredControl } from './control-store.ts';
import { DRY_RUN, EXPECTED_VERSION, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';

export const ControlScopes = {
  COMPANY: 'COMPANY',
  TEAM: 'TEAM',
  CARD_PROGRAM: 'CARD_PROGRAM',
  PERSON: 'PERSON',
  CARD: 'CARD',
} as const satisfies { readonly [Scope in ControlScope]: Scope };
registerEnumType(ControlScopes, {
  name: 'ControlScope',
  description:
    'What a control binds. Of several that refuse, the most specific names the decline: card, person, team, card program, company.',
  valuesConfig: {
    COMPANY: { description: 'All cards of the company.' },
    TEAM: { description: 'The cards of everybody who belongs to the team.' },
    CARD_PROGRAM: { description: 'All cards of the program.' },
    PERSON: { description: 'All cards of the person.' },
    CARD: { description: 'The card, and those that took its place one after the other.' },
  },
});

const ControlTypes = {
  AMOUNT_LIMIT: 'AMOUNT_LIMIT',
  COUNT_LIMIT: 'COUNT_LIMIT',
  MERCHANT_ALLOW: 'MERCHANT_ALLOW',
  MERCHANT_BLOCK: 'MERCHANT_BLOCK',
  MCC_ALLOW: 'MCC_ALLOW',
  MCC_BLOCK: 'MCC_BLOCK',
  COUNTRY_ALLOW: 'COUNTRY_ALLOW',
  COUNTRY_BLOCK: 'COUNTRY_BLOCK',
  CURRENCY_ALLOW: 'CURRENCY_ALLOW',
  CURRENCY_BLOCK: 'CURRENCY_BLOCK',
  CHANNEL_ALLOW: 'CHANNEL_ALLOW',
  CHANNEL_BLOCK: 'CHANNEL_BLOCK',
  SCHEDULE: 'SCHEDULE',
  DATES: 'DATES',
  IDLE_LOCK: 'IDLE_LOCK',
} as const satisfies { readonly [Type in ControlType]: Type };
registerEnumType(ControlTypes, {
  name: 'ControlType',
  description: 'What a control looks at. All that bind a purchase have to let it pass.',
  valuesConfig: {
    AMOUNT_LIMIT: { description: 'How much, in one currency.' },
    COUNT_LIMIT: { description: 'How many purchases. One over a LIFETIME makes a card good for a single use.' },
    MERCHANT_ALLOW: { description: 'These merchants alone.' },
    MERCHANT_BLOCK: { description: 'Any merchant but these.' },
    MCC_ALLOW: { description: 'Merchants of these categories alone; not one whose category cannot be read.' },
    MCC_BLOCK: { description: 'Merchants of any category but these; also one whose category cannot be read.' },
    COUNTRY_ALLOW: { description: 'Merchants in these countries alone; not one whose country is not known.' },
    COUNTRY_BLOCK: { description: 'Merchants in any country but these; also one whose country is not known.' },
    CURRENCY_ALLOW: { description: 'What merchants charge in these currencies alone.' },
    CURRENCY_BLOCK: { description: 'What merchants charge in any currency but these.' },
    CHANNEL_ALLOW: { description: 'Purchases by at least one of these channels.' },
    CHANNEL_BLOCK: { description: 'Purchases by none of these channels.' },
    SCHEDULE: { description: 'On which days and at what hours.' },
    DATES: { description: 'From a first day, until a last day.' },
    IDLE_LOCK: { description: 'Freezes a card that was not used for so many days.' },
  },
});

const AtCaps = { DECLINE: 'DECLINE', BUFFER: 'BUFFER', TELL: 'TELL' } as const satisfies { readonly [Cap in AtCap]: Cap };
registerEnumType(AtCaps, {
  name: 'AtCap',
  description: 'What comes of a purchase that would go above a limit.',
  valuesConfig: {
    DECLINE: { description: 'Nothing passes the limit.' },
    BUFFER: { description: 'A purchase may go above the limit by the buffer; admins are told.' },
    TELL: { description: 'Everything passes, and admins are told.' },
  },
});

export const Channels: Record<Channel, Channel> = enumOf(CHANNELS);
registerEnumType(Channels, {
  name: 'Channel',
  description: 'How a card is used. A purchase may be several at once.',
  valuesConfig: {
    ONLINE: { description: 'In a shop on the internet.' },
    CHIP: { description: "The terminal read the card's chip." },
    CONTACTLESS: { description: 'Held to the terminal.' },
    SWIPE: { description: 'The terminal read the magnetic stripe, also where the chip failed.' },
    KEYED: { description: 'The number was typed into a terminal, or told by mail or telephone.' },
    ATM: { description: 'At a cash machine.' },
    RECURRING: { description: 'What the merchant charges regularly, such as a subscription.' },
    WALLET: { description: 'With the card in a phone or watch.' },
  },
});

export const MerchantCategories: Record<MerchantCategory, MerchantCategory> = enumOf(MERCHANT_CATEGORIES);
registerEnumType(MerchantCategories, {
  name: 'MerchantCategory',
  description: 'A kind of merchant, over ranges of merchant category codes (ISO 18245).',
  valuesConfig: described(MERCHANT_CATEGORIES, (category) => `MCC ${mccsOfCategories([category]).join(', ')}.`),
});

export const PurchaseInputs = {
  MERCHANT_NAME: 'MERCHANT_NAME',
  MID: 'MID',
  NETWORK_MID: 'NETWORK_MID',
  MCC: 'MCC',
  COUNTRY: 'COUNTRY',
  CHANNEL: 'CHANNEL',
} as const satisfies { readonly [Input in PurchaseInput]: Input };
export const PURCHASE_INPUT_WORDS = {
  MERCHANT_NAME: { description: "The merchant's name, as on the statement." },
  MID: { description: "The id that the merchant's bank gave it." },
  NETWORK_MID: { description: "The network's id of the merchant, the same at all its terminals." },
  MCC: { description: "The merchant's category code." },
  COUNTRY: { description: "The merchant's country." },
  CHANNEL: { description: 'How the card is used.' },
} as const;
registerEnumType(PurchaseInputs, {
  name: 'PurchaseInput',
  description: 'What of a purchase is not always known.',
  valuesConfig: PURCHASE_INPUT_WORDS,
});

const Weekdays = { MONDAY: 1, TUESDAY: 2, WEDNESDAY: 3, THURSDAY: 4, FRIDAY: 5, SATURDAY: 6, SUNDAY: 7 } as const;
registerEnumType(Weekdays, {
  name: 'Weekday',
  description: 'A day of the week, in the zone that the control goes by.',
  valuesConfig: {
    MONDAY: { description: '1 in ISO 8601.' },
    TUESDAY: { description: '2 in ISO 8601.' },
    WEDNESDAY: { description: '3 in ISO 8601.' },
    THURSDAY: { description: '4 in ISO 8601.' },
    FRIDAY: { description: '5 in ISO 8601.' },
    SATURDAY: { description: '6 in ISO 8601.' },
    SUNDAY: { description: '7 in ISO 8601.' },
  },
});

const MerchantMatchBy = { NETWORK_MID: 'NETWORK_MID', MID: 'MID', NAME: 'NAME' } as const satisfies {
  readonly [By in MerchantMatch['by']]: By;
};
registerEnumType(MerchantMatchBy, {
  name: 'MerchantMatchBy',
  description: 'What a merchant is told apart by.',
  valuesConfig: {
    NETWORK_MID: { description: "The network's id of the merchant, the same at all its terminals." },
    MID: { description: "The id that the merchant's bank gave it." },
    NAME: { description: 'The name on the statement; a star stands for any text.' },
  },
});

function enumOf<Name extends string>(names: readonly Name[]): Record<Name, Name> {
  return Object.fromEntries(names.map((name) => [name, name])) as Record<Name, Name>;
}

function described<Name extends string>(
  names: readonly Name[],
  words: (name: Name) => string,
): Record<Name, { readonly description: string }> {
  return Object.fromEntries(names.map((name) => [name, { description: words(name) }])) as Record<Name, { readonly description: string }>;
}

@ObjectType('MerchantMatch', {
  description: 'A merchant, or several whose names are alike, as a control or an exception knows them.',
  simpleResolvers: true,
})
export class MerchantMatchType implements MerchantMatch {
  @Field(() => MerchantMatchBy, { description: 'What of a purchase the `value` is compared with.' })
  readonly by: MerchantMatch['by'];
  @Field(() => String, { description: 'The id or the name. In a name a star stands for any text, and letter case does not matter.' })
  readonly value: string;
}

@InputType({ description: 'A merchant, or several whose names are alike.' })
export class MerchantMatchInput implements MerchantMatch {
  @Field(() => MerchantMatchBy, { description: 'What of a purchase the `value` is compared with.' })
  readonly by: MerchantMatch['by'];
  @Field(() => String, {
    description: '1 to 60 characters. In a name a star stands for any text, at most four times, and letter case does not matter.',
  })
  readonly value: string;
}

const ControlModes = { ENFORCE: 'ENFORCE', SHADOW: 'SHADOW' } as const satisfies { readonly [Mode in ControlMode]: Mode };
registerEnumType(ControlModes, {
  name: 'ControlMode',
  description: 'Whether a control declines.',
  valuesConfig: {
    ENFORCE: { description: 'It declines what does not pass.' },
    SHADOW: { description: 'It is evaluated, counts and is recorded, and declines nothing.' },
  },
});

/** A control as it is shown. `subjectName` and `sentence` are resolved beside it. */
@ObjectType('SpendingControl', { description: 'A rule on spending. What its `controlType` has no use for is null.', simpleResolvers: true })
export class SpendingControlType {
  readonly stored: StoredControl;

  @Field(() => ID, { description: 'The same in all versions of the control; the verdicts of decisions name it.' })
  readonly id: string;
  @Field(() => ControlScopes, { description: 'Whom it binds, together with `subjectId`.' })
  readonly scope: ControlScope;
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the team, card program, person or card (the first of its line); null for the company.',
  })
  readonly subjectId: string | null;
  @Field(() => ControlTypes, { description: 'What it looks at. Never changes: another type is another control.' })
  readonly controlType: ControlType;
  @Field(() => ControlModes, { description: 'Whether it declines, or only watches.' })
  readonly mode: ControlMode;
  @Field(() => Boolean, { description: 'False while it is switched off, and when it was removed: no decision looks at it.' })
  readonly isActive: boolean;
  @Field(() => LimitWindow, { nullable: true, description: 'Of a limit: the time over which it counts.' })
  readonly window: LimitWindow | null;
  @Field(() => Int, { nullable: true, description: 'Of a limit over a ROLLING window: its days.' })
  readonly rollingDays: number | null;
  @Field(() => MoneyType, { nullable: true, description: 'Of an AMOUNT_LIMIT: the most that may be spent in a window.' })
  readonly amount: Money | null;
  @Field(() => Int, { nullable: true, description: 'Of a COUNT_LIMIT: the most purchases in a window.' })
  readonly count: number | null;
  @Field(() => AtCaps, { nullable: true, description: 'Of a limit: what comes of a purchase that would go above it.' })
  readonly atCap: AtCap | null;
  @Field(() => MoneyType, { nullable: true, description: 'Of a limit that allows one: how far above it a purchase may go.' })
  readonly buffer: Money | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Of MCC_ALLOW and MCC_BLOCK, or what a limit counts: four digits, or a range such as 3000-3299.',
  })
  readonly mccs: readonly string[] | null;
  @Field(() => [MerchantCategories], { nullable: true, description: 'The same, by kind of merchant.' })
  readonly categories: readonly MerchantCategory[] | null;
  @Field(() => [MerchantMatchType], { nullable: true, description: 'Of MERCHANT_ALLOW and MERCHANT_BLOCK.' })
  readonly merchants: readonly MerchantMatch[] | null;
  @Field(() => [String], { nullable: true, description: "Of COUNTRY_ALLOW and COUNTRY_BLOCK: the merchant's, ISO 3166-1, two letters." })
  readonly countries: readonly string[] | null;
  @Field(() => [String], { nullable: true, description: 'Of CURRENCY_ALLOW and CURRENCY_BLOCK: ISO 4217, in which the merchant charges.' })
  readonly currencies: readonly string[] | null;
  @Field(() => [Channels], { nullable: true, description: 'Of CHANNEL_ALLOW and CHANNEL_BLOCK.' })
  readonly channels: readonly Channel[] | null;
  @Field(() => [Weekdays], { nullable: true, description: 'Of a SCHEDULE: the days on which something passes.' })
  readonly weekdays: readonly number[] | null;
  @Field(() => String, { nullable: true, description: 'Of a SCHEDULE with hours: HH:MM, in its zone. Null when whole days pass.' })
  readonly from: string | null;
  @Field(() => String, { nullable: true, description: 'Exclusive. One before the beginning is on the following morning.' })
  readonly to: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of DATES: the first day on which something passes, yyyy-MM-dd; null when there is only a last one.',
  })
  readonly firstDate: string | null;
  @Field(() => String, { nullable: true, description: 'Of DATES: the last one; null when there is no end.' })
  readonly lastDate: string | null;
  @Field(() => Int, {
    nullable: true,
    description: "Of an IDLE_LOCK: after so many whole days without a purchase, in the company's zone, a card is frozen.",
  })
  readonly idleDays: number | null;
  @Field(() => String, { nullable: true, description: "Whose midnight it goes by, if not the company's: an IANA zone." })
  readonly timeZone: string | null;
  @Field(() => Int, { description: '1 for a new control, and one more with each change: pass it on as `expectedVersion`.' })
  readonly version: number;
  @Field(() => DateTime, { description: 'When this version was saved.' })
  readonly updatedAt: Date;
}

export function shownControl(stored: StoredControl): SpendingControlType {
  const { id, scope, subjectId, controlType, config, isActive, mode, version, updatedAt } = stored;
  const shown = { stored, id, scope, subjectId, controlType, isActive, mode, version, updatedAt };
  return { ...shown, ...SAYS_NOTHING, ...saidBy(config) };
}

type Said = Omit<SpendingControlType, 'stored' | keyof StoredControl>;

const SAYS_NOTHING: Said = {
  ...{ window: null, rollingDays: null, amount: null, count: null, atCap: null, buffer: null, mccs: null, categories: null },
  ...{ merchants: null, countries: null, currencies: null, channels: null, weekdays: null, from: null, to: null },
  ...{ firstDate: null, lastDate: null, idleDays: null, timeZone: null },
};

function saidBy(config: ControlConfig): Partial<Said> {
  if (!isLimit(config)) {
    if (!('days' in config)) return config;
    const { days: weekdays, ...rest } = config;
    return { weekdays, ...rest };
  }
  const { window, days, atCap = 'DECLINE', mccs = null, categories = null, timeZone = null } = config;
  const limit = { window, rollingDays: days ?? null, atCap, mccs, categories, timeZone };
  if (!isAmountLimit(config)) return { ...limit, count: config.count };
  const { amountMinor, bufferMinor, currency } = config;
  const money = (minor: string): Money => ({ minor: BigInt(minor), currency });
  return { ...limit, amount: money(amountMinor), buffer: bufferMinor === undefined ? null : money(bufferMinor) };
}

@ObjectType('LimitStatus', { description: 'Where a limit stands now.', simpleResolvers: true })
export class LimitStatusType {
  @Field(() => SpendingControlType, { description: 'The limit itself.' })
  readonly control: SpendingControlType;
  @Field(() => LimitWindow, { description: 'The time over which it counts.' })
  readonly window: LimitWindow;
  @Field(() => MoneyType, { nullable: true, description: 'Of an AMOUNT_LIMIT: how much may be spent in a window.' })
  readonly limit: Money | null;
  @Field(() => MoneyType, {
    nullable: true,
    description:
      "Holds and cleared amounts in this window. Null for a per-transaction limit, and where the viewer may not see others' spend.",
  })
  readonly used: Money | null;
  @Field(() => MoneyType, {
    nullable: true,
    description: "What is left; for a per-transaction limit the limit itself. Null where the viewer may not see others' spend.",
  })
  readonly left: Money | null;
  @Field(() => Int, { nullable: true, description: 'Of a COUNT_LIMIT: how many purchases.' })
  readonly limitCount: number | null;
  @Field(() => Int, { nullable: true, description: "Purchases in this window. Null where the viewer may not see others' spend." })
  readonly usedCount: number | null;
  @Field(() => Int, {
    nullable: true,
    description: "Purchases that are left, never below 0. Null where the viewer may not see others' spend.",
  })
  readonly leftCount: number | null;
  @Field(() => DateTime, { nullable: true, description: 'Local midnight with which the window began; null for TRANSACTION and LIFETIME.' })
  readonly windowStart: Date | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the window ends and the limit is whole again, or loses the oldest of its ROLLING days. Null as `windowStart`.',
  })
  readonly renewsAt: Date | null;
  @Field(() => String, { description: "The IANA zone in which its windows begin: its own, or the company's." })
  readonly timeZone: string;
}

@InputType({ description: 'All that a control is to say. What its `controlType` does not take is left out, or refused as INVALID_INPUT.' })
export class SetSpendingControlInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'The control to change, of which all is said anew; left out, a new one is made.' })
  readonly id?: string | null;
  @Field(() => Int, {
    nullable: true,
    description: EXPECTED_VERSION,
  })
  readonly expectedVersion?: number | null;
  @Field(() => ControlScopes, { description: 'Whom it binds; a change has to repeat it.' })
  readonly scope: ControlScope;
  @Field(() => ID, {
    nullable: true,
    description: 'The team, card program, person or card; left out for the company. A change has to repeat it.',
  })
  readonly subjectId?: string | null;
  @Field(() => ControlTypes, { description: 'What it looks at, and so which of the other fields it takes; a change has to repeat it.' })
  readonly controlType: ControlType;
  @Field(() => ControlModes, { nullable: true, description: 'Left out: ENFORCE for a new control, and as it was for another.' })
  readonly mode?: ControlMode | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Left out: true for a new control, and as it was for another. Refused as CONTROL_CONTRADICTION beside others it cannot stand by.',
  })
  readonly isActive?: boolean | null;
  @Field(() => LimitWindow, { nullable: true, description: 'Of a limit, which needs it. Over a TRANSACTION there is no COUNT_LIMIT.' })
  readonly window?: LimitWindow | null;
  @Field(() => Int, { nullable: true, description: 'Of a limit over a ROLLING window, which needs it: 2 to 92.' })
  readonly rollingDays?: number | null;
  @Field(() => String, { nullable: true, description: 'Of an AMOUNT_LIMIT, which needs it: minor units of `currency`, above 0.' })
  readonly amountMinor?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of an AMOUNT_LIMIT: ISO 4217, as the cards under it spend; any other is refused as CONTROL_CURRENCY.',
  })
  readonly currency?: string | null;
  @Field(() => Int, { nullable: true, description: 'Of a COUNT_LIMIT, which needs it: 1 to 1,000,000 purchases.' })
  readonly count?: number | null;
  @Field(() => AtCaps, { nullable: true, description: 'Of a limit; DECLINE when left out. A COUNT_LIMIT has no BUFFER.' })
  readonly atCap?: AtCap | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of an AMOUNT_LIMIT with a BUFFER, which needs it: minor units of `currency`, above 0.',
  })
  readonly bufferMinor?: string | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Of MCC_ALLOW and MCC_BLOCK, or what a limit counts: up to 200, four digits or a range such as 3000-3299.',
  })
  readonly mccs?: string[] | null;
  @Field(() => [MerchantCategories], {
    nullable: true,
    description: 'The same, by kind of merchant, beside `mccs`. MCC_ALLOW and MCC_BLOCK need one of the two.',
  })
  readonly categories?: MerchantCategory[] | null;
  @Field(() => [MerchantMatchInput], { nullable: true, description: 'Of MERCHANT_ALLOW and MERCHANT_BLOCK, which need 1 to 200.' })
  readonly merchants?: MerchantMatchInput[] | null;
  @Field(() => [String], {
    nullable: true,
    description: "Of COUNTRY_ALLOW and COUNTRY_BLOCK, which need 1 to 200: the merchant's, ISO 3166-1, two letters.",
  })
  readonly countries?: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Of CURRENCY_ALLOW and CURRENCY_BLOCK, which need 1 to 200: ISO 4217, in which the merchant charges.',
  })
  readonly currencies?: string[] | null;
  @Field(() => [Channels], { nullable: true, description: 'Of CHANNEL_ALLOW and CHANNEL_BLOCK, which need at least one.' })
  readonly channels?: Channel[] | null;
  @Field(() => [Weekdays], {
    nullable: true,
    description: 'Of a SCHEDULE: at least one; every day when left out, which only one with hours may.',
  })
  readonly weekdays?: number[] | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of a SCHEDULE: HH:MM, in its zone, and never without `to`. Whole days pass without the two.',
  })
  readonly from?: string | null;
  @Field(() => String, { nullable: true, description: 'Of a SCHEDULE: HH:MM, exclusive. One before `from` is on the following morning.' })
  readonly to?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of DATES, which need it or `lastDate`: the first day on which something passes, yyyy-MM-dd.',
  })
  readonly firstDate?: string | null;
  @Field(() => String, { nullable: true, description: 'Of DATES: the last one, yyyy-MM-dd, not before `firstDate`.' })
  readonly lastDate?: string | null;
  @Field(() => Int, { nullable: true, description: 'Of an IDLE_LOCK, which needs it: 1 to 730 whole days without a purchase.' })
  readonly idleDays?: number | null;
  @Field(() => String, {
    nullable: true,
    description: "Of a limit, a SCHEDULE or DATES: the IANA zone whose midnight it goes by; the company's when left out.",
  })
  readonly timeZone?: string | null;
}

@InputType({ description: 'The control that ends.' })
export class RemoveSpendingControlInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Of the control; one that was removed before is refused as NOT_FOUND.' })
  readonly id: string;
  @Field(() => Int, {
    nullable: true,
    description: EXPECTED_VERSION,
  })
  readonly expectedVersion?: number | null;
}
