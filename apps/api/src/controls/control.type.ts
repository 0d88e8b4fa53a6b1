import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { LimitWindow } from '../cards/limit-window.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import type { AtCap, ControlMode, PurchaseInput } from './compile.ts';
import type { ControlScope } from './scope.ts';
import { type MerchantCategory, MERCHANT_CATEGORIES } from './categories.ts';
import { type Channel, CHANNELS } from './channel.ts';
import { type ControlConfig, type ControlType, isAmountLimit, isLimit } from './control.ts';
import type { MerchantMatch } from './merchants.ts';
import type { StoredControl } from './control-store.ts';

export const ControlScopes = {
  COMPANY: 'COMPANY',
  TEAM: 'TEAM',
  CARD_PROGRAM: 'CARD_PROGRAM',
  PERSON: 'PERSON',
  CARD: 'CARD',
} as const satisfies { readonly [Scope in ControlScope]: Scope };
registerEnumType(ControlScopes, { name: 'ControlScope' });

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
  valuesConfig: {
    COUNT_LIMIT: { description: 'How many purchases. One over a LIFETIME makes a card good for a single use.' },
    SCHEDULE: { description: 'On which days and at what hours.' },
    DATES: { description: 'From a first day, until a last day.' },
    IDLE_LOCK: { description: 'Freezes a card that was not used for so many days.' },
  },
});

const AtCaps = { DECLINE: 'DECLINE', BUFFER: 'BUFFER', TELL: 'TELL' } as const satisfies { readonly [Cap in AtCap]: Cap };
registerEnumType(AtCaps, {
  name: 'AtCap',
  valuesConfig: {
    DECLINE: { description: 'Nothing passes the limit.' },
    BUFFER: { description: 'A purchase may go above the limit by the buffer; admins are told.' },
    TELL: { description: 'Everything passes, and admins are told.' },
  },
});

export const Channels: Record<Channel, Channel> = enumOf(CHANNELS);
registerEnumType(Channels, { name: 'Channel', description: 'How a card is used. A purchase may be several at once.' });

export const MerchantCategories: Record<MerchantCategory, MerchantCategory> = enumOf(MERCHANT_CATEGORIES);
registerEnumType(MerchantCategories, {
  name: 'MerchantCategory',
  description: 'A kind of merchant, over ranges of merchant category codes.',
});

export const PurchaseInputs = {
  MERCHANT_NAME: 'MERCHANT_NAME',
  MID: 'MID',
  NETWORK_MID: 'NETWORK_MID',
  MCC: 'MCC',
  COUNTRY: 'COUNTRY',
  CHANNEL: 'CHANNEL',
} as const satisfies { readonly [Input in PurchaseInput]: Input };
registerEnumType(PurchaseInputs, { name: 'PurchaseInput', description: 'What of a purchase is not always known.' });

const Weekdays = { MONDAY: 1, TUESDAY: 2, WEDNESDAY: 3, THURSDAY: 4, FRIDAY: 5, SATURDAY: 6, SUNDAY: 7 } as const;
registerEnumType(Weekdays, { name: 'Weekday' });

const MerchantMatchBy = { NETWORK_MID: 'NETWORK_MID', MID: 'MID', NAME: 'NAME' } as const satisfies {
  readonly [By in MerchantMatch['by']]: By;
};
registerEnumType(MerchantMatchBy, {
  name: 'MerchantMatchBy',
  valuesConfig: {
    NETWORK_MID: { description: "The network's id of the merchant, the same at all its terminals." },
    MID: { description: "The id that the merchant's bank gave it." },
    NAME: { description: 'The name on the statement; a star stands for any text.' },
  },
});

function enumOf<Name extends string>(names: readonly Name[]): Record<Name, Name> {
  return Object.fromEntries(names.map((name) => [name, name])) as Record<Name, Name>;
}

@ObjectType('MerchantMatch', { simpleResolvers: true })
export class MerchantMatchType implements MerchantMatch {
  @Field(() => MerchantMatchBy)
  readonly by: MerchantMatch['by'];
  @Field(() => String)
  readonly value: string;
}

@InputType()
export class MerchantMatchInput implements MerchantMatch {
  @Field(() => MerchantMatchBy)
  readonly by: MerchantMatch['by'];
  @Field(() => String)
  readonly value: string;
}

const ControlModes = { ENFORCE: 'ENFORCE', SHADOW: 'SHADOW' } as const satisfies { readonly [Mode in ControlMode]: Mode };
registerEnumType(ControlModes, { name: 'ControlMode' });

/** A control as it is shown. `subjectName` and `sentence` are resolved beside it. */
@ObjectType('SpendingControl', { simpleResolvers: true })
export class SpendingControlType {
  readonly stored: StoredControl;

  @Field(() => ID)
  readonly id: string;
  @Field(() => ControlScopes)
  readonly scope: ControlScope;
  @Field(() => ID, { nullable: true, description: 'Id of the team, card program, person or card; null for the company.' })
  readonly subjectId: string | null;
  @Field(() => ControlTypes)
  readonly controlType: ControlType;
  @Field(() => ControlModes)
  readonly mode: ControlMode;
  @Field(() => Boolean)
  readonly isActive: boolean;
  @Field(() => LimitWindow, { nullable: true, description: 'Of a limit.' })
  readonly window: LimitWindow | null;
  @Field(() => Int, { nullable: true, description: 'Of a limit over a ROLLING window: its days.' })
  readonly rollingDays: number | null;
  @Field(() => MoneyType, { nullable: true, description: 'Of an AMOUNT_LIMIT.' })
  readonly amount: Money | null;
  @Field(() => Int, { nullable: true, description: 'Of a COUNT_LIMIT.' })
  readonly count: number | null;
  @Field(() => AtCaps, { nullable: true, description: 'Of a limit.' })
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
  @Field(() => [MerchantMatchType], { nullable: true })
  readonly merchants: readonly MerchantMatch[] | null;
  @Field(() => [String], { nullable: true, description: 'ISO 3166-1, two letters.' })
  readonly countries: readonly string[] | null;
  @Field(() => [String], { nullable: true, description: 'ISO 4217, in which the merchant charges.' })
  readonly currencies: readonly string[] | null;
  @Field(() => [Channels], { nullable: true })
  readonly channels: readonly Channel[] | null;
  @Field(() => [Weekdays], { nullable: true, description: 'Of a SCHEDULE.' })
  readonly weekdays: readonly number[] | null;
  @Field(() => String, { nullable: true, description: 'Of a SCHEDULE with hours: HH:MM.' })
  readonly from: string | null;
  @Field(() => String, { nullable: true, description: 'Exclusive. One before the beginning is on the following morning.' })
  readonly to: string | null;
  @Field(() => String, { nullable: true, description: 'Of DATES: the first day on which something passes.' })
  readonly firstDate: string | null;
  @Field(() => String, { nullable: true, description: 'Of DATES: the last one.' })
  readonly lastDate: string | null;
  @Field(() => Int, { nullable: true, description: 'Of an IDLE_LOCK.' })
  readonly idleDays: number | null;
  @Field(() => String, { nullable: true, description: "Whose midnight it goes by, if not the company's: an IANA zone." })
  readonly timeZone: string | null;
  @Field(() => Int)
  readonly version: number;
  @Field(() => DateTime)
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
  @Field(() => SpendingControlType)
  readonly control: SpendingControlType;
  @Field(() => LimitWindow)
  readonly window: LimitWindow;
  @Field(() => MoneyType, { nullable: true, description: 'Of an AMOUNT_LIMIT.' })
  readonly limit: Money | null;
  @Field(() => MoneyType, {
    nullable: true,
    description: "Holds and cleared amounts in this window. Null where the viewer may not see others' spend.",
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
  @Field(() => Int, { nullable: true })
  readonly leftCount: number | null;
  @Field(() => DateTime, { nullable: true })
  readonly windowStart: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the window ends and the limit is whole again.' })
  readonly renewsAt: Date | null;
  @Field(() => String)
  readonly timeZone: string;
}

@InputType()
export class SetSpendingControlInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID, { nullable: true })
  readonly id?: string | null;
  @Field(() => Int, { nullable: true })
  readonly expectedVersion?: number | null;
  @Field(() => ControlScopes)
  readonly scope: ControlScope;
  @Field(() => ID, { nullable: true })
  readonly subjectId?: string | null;
  @Field(() => ControlTypes)
  readonly controlType: ControlType;
  @Field(() => ControlModes, { nullable: true })
  readonly mode?: ControlMode | null;
  @Field(() => Boolean, { nullable: true })
  readonly isActive?: boolean | null;
  @Field(() => LimitWindow, { nullable: true })
  readonly window?: LimitWindow | null;
  @Field(() => Int, { nullable: true })
  readonly rollingDays?: number | null;
  @Field(() => String, { nullable: true })
  readonly amountMinor?: string | null;
  @Field(() => String, { nullable: true })
  readonly currency?: string | null;
  @Field(() => Int, { nullable: true })
  readonly count?: number | null;
  @Field(() => AtCaps, { nullable: true })
  readonly atCap?: AtCap | null;
  @Field(() => String, { nullable: true })
  readonly bufferMinor?: string | null;
  @Field(() => [String], { nullable: true })
  readonly mccs?: string[] | null;
  @Field(() => [MerchantCategories], { nullable: true })
  readonly categories?: MerchantCategory[] | null;
  @Field(() => [MerchantMatchInput], { nullable: true })
  readonly merchants?: MerchantMatchInput[] | null;
  @Field(() => [String], { nullable: true })
  readonly countries?: string[] | null;
  @Field(() => [String], { nullable: true })
  readonly currencies?: string[] | null;
  @Field(() => [Channels], { nullable: true })
  readonly channels?: Channel[] | null;
  @Field(() => [Weekdays], { nullable: true })
  readonly weekdays?: number[] | null;
  @Field(() => String, { nullable: true })
  readonly from?: string | null;
  @Field(() => String, { nullable: true })
  readonly to?: string | null;
  @Field(() => String, { nullable: true })
  readonly firstDate?: string | null;
  @Field(() => String, { nullable: true })
  readonly lastDate?: string | null;
  @Field(() => Int, { nullable: true })
  readonly idleDays?: number | null;
  @Field(() => String, { nullable: true })
  readonly timeZone?: string | null;
}

@InputType()
export class RemoveSpendingControlInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly id: string;
  @Field(() => Int, { nullable: true })
  readonly expectedVersion?: number | null;
}
