import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { LimitWindow } from '../cards/limit-window.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import type { ControlMode, ControlScope } from './compile.ts';
import { type ControlType, isLimit } from './control.ts';
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
  MCC_ALLOW: 'MCC_ALLOW',
  MCC_BLOCK: 'MCC_BLOCK',
} as const satisfies { readonly [Type in ControlType]: Type };
registerEnumType(ControlTypes, { name: 'ControlType' });

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
  @Field(() => LimitWindow, { nullable: true, description: 'Of an AMOUNT_LIMIT.' })
  readonly window: LimitWindow | null;
  @Field(() => MoneyType, { nullable: true })
  readonly amount: Money | null;
  @Field(() => [String], { nullable: true, description: 'Of MCC_ALLOW and MCC_BLOCK: four digits, or a range such as 3000-3299.' })
  readonly mccs: readonly string[] | null;
  @Field(() => Int)
  readonly version: number;
  @Field(() => DateTime)
  readonly updatedAt: Date;
}

export function shownControl(stored: StoredControl): SpendingControlType {
  const { id, scope, subjectId, controlType, config, isActive, mode, version, updatedAt } = stored;
  const shown = { stored, id, scope, subjectId, controlType, isActive, mode, version, updatedAt };
  return isLimit(config)
    ? { ...shown, window: config.window, amount: { minor: BigInt(config.amountMinor), currency: config.currency }, mccs: null }
    : { ...shown, window: null, amount: null, mccs: config.mccs };
}

@ObjectType('LimitStatus', { description: 'Where a limit stands now.', simpleResolvers: true })
export class LimitStatusType {
  @Field(() => SpendingControlType)
  readonly control: SpendingControlType;
  @Field(() => LimitWindow)
  readonly window: LimitWindow;
  @Field(() => MoneyType)
  readonly limit: Money;
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
  @Field(() => String, { nullable: true })
  readonly amountMinor?: string | null;
  @Field(() => String, { nullable: true })
  readonly currency?: string | null;
  @Field(() => [String], { nullable: true })
  readonly mccs?: string[] | null;
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
