import { mccsOfCategories } from './categories.ts';
import { type ControlMode, isListType, type ListType, type Trait, traitOf } from './compile.ts';
import { type ControlConfig, type ControlType, isLimit } from './control.ts';
import { ControlContradictionError } from './control.errors.ts';
import { mccCodes } from './mcc.ts';

/** A control beside which another one is to stand. */
export type OtherControl = {
  readonly id: string;
  readonly controlType: ControlType;
  readonly mode: ControlMode;
  readonly isActive: boolean;
  readonly config: ControlConfig;
};

export type Standing = Pick<OtherControl, 'controlType' | 'mode' | 'config'>;

/**
 * Two controls of one subject that cannot both be meant.
 * @param neighbours the other controls of the same subject
 * @throws ControlContradictionError
 */
export function assertConsistent(control: Standing, neighbours: readonly OtherControl[]): void {
  for (const other of neighbours) {
    if (!other.isActive || other.mode !== control.mode) continue;
    if (keyOf(control) === keyOf(other))
      throw new ControlContradictionError('There is already a control of this kind here. Change that one.');
    assertSomethingPasses(control, other, 'here');
  }
}

/**
 * Lists of wider and narrower scopes that leave nothing when all of them hold.
 * @param related active controls of other subjects that bind some card together with this one
 * @throws ControlContradictionError
 */
export function assertLeavesSomething(control: Standing, related: readonly OtherControl[]): void {
  if (control.mode !== 'ENFORCE') return;
  for (const other of related) if (other.mode === 'ENFORCE') assertSomethingPasses(control, other, 'by another control of the same cards');
}

/** What there can be only one of: a limit of a window, unit and filter, a list of a kind, hours, dates. */
function keyOf({ controlType, config }: Standing): string {
  if (!isLimit(config)) return controlType;
  return [controlType, config.window, config.days ?? '', config.timeZone ?? '', config.codes ?? ''].join(' ');
}

function assertSomethingPasses(control: Standing, other: Standing, where: string): void {
  const { controlType } = control;
  const { controlType: otherType } = other;
  if (!isListType(controlType) || !isListType(otherType) || traitOf(controlType) !== traitOf(otherType)) return;
  const [values, others] = [valuesOf(control.config), valuesOf(other.config)];
  const areAllowed = isAllowed(controlType) && isAllowed(otherType);
  if (areAllowed && ONE_VALUE.has(traitOf(controlType)) && ![...values].some((value) => others.has(value)))
    throw new ControlContradictionError(`Nothing that is allowed here is also allowed ${where}: no purchase would pass.`);
  if (isAllowed(controlType) === isAllowed(otherType)) return;
  const [allowed, blocked] = isAllowed(controlType) ? [values, others] : [others, values];
  if ([...allowed].every((value) => blocked.has(value)))
    throw new ControlContradictionError(
      isAllowed(controlType)
        ? `Everything that is allowed here is blocked ${where}: no purchase would pass.`
        : `Everything that is allowed ${where} is blocked here: no purchase would pass.`,
    );
}

/** Of these a purchase has one value, and lists name it exactly: two lists without a common value let nothing pass. */
const ONE_VALUE: ReadonlySet<Trait> = new Set<Trait>(['MCC', 'COUNTRY', 'CURRENCY']);

function isAllowed(type: ListType): boolean {
  return type.endsWith('_ALLOW');
}

function valuesOf(config: ControlConfig): ReadonlySet<string> {
  if ('merchants' in config) return new Set(config.merchants.map(({ by, value }) => `${by} ${value.toUpperCase()}`));
  if ('countries' in config) return new Set(config.countries);
  if ('currencies' in config) return new Set(config.currencies);
  if ('channels' in config) return new Set(config.channels);
  if ('mccs' in config && config.mccs !== undefined)
    return new Set(mccCodes([...config.mccs, ...mccsOfCategories(config.categories ?? [])]));
  return new Set();
}
