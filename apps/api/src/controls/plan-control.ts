import type { EntityManager } from 'typeorm';
import { assertMay } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import type { ControlMode } from './compile.ts';
import type { ControlScope } from './scope.ts';
import { configOf, type ControlWish } from './control.ts';
import { findControl, type StoredControl } from './control-store.ts';
import { type ControlSubject, editActionOf, findSubject, policySubjectOf } from './control-subject.ts';

export type SetControl = ControlWish & {
  readonly idempotencyKey: string;
  /** The control to change; none makes one. */
  readonly id?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly scope: ControlScope;
  readonly subjectId?: string | null | undefined;
  readonly mode?: ControlMode | null | undefined;
  readonly isActive?: boolean | null | undefined;
};

/** The control that a wish names; null where it makes one. @throws NotFoundError, StaleVersionError, InvalidInputError */
export async function controlToChange(
  manager: EntityManager,
  companyId: string,
  input: SetControl,
  subject: ControlSubject,
): Promise<StoredControl | null> {
  if (input.id === null || input.id === undefined) return null;
  const before = isUuid(input.id) ? await findControl(manager, companyId, input.id) : null;
  if (before === null) throw new NotFoundError('control');
  expectVersion('control', before.version, input.expectedVersion);
  // Whom it binds and what kind it is are the control: another one of these is another control.
  if (before.scope !== subject.scope || before.subjectId !== subject.subjectId)
    throw new InvalidInputError('subjectId', 'This control binds somebody else. Make another one.');
  if (before.controlType !== input.controlType)
    throw new InvalidInputError('controlType', 'This control is of another kind. Make another one.');
  return before;
}

/** The control as a wish would have it. @throws InvalidInputError, ControlCurrencyError */
export function changedControl(
  clock: Clock,
  companyId: string,
  { before, input, subject }: { readonly before: StoredControl | null; readonly input: SetControl; readonly subject: ControlSubject },
): StoredControl {
  return {
    companyId,
    id: before?.id ?? uuidv7(clock),
    scope: subject.scope,
    subjectId: subject.subjectId,
    controlType: input.controlType,
    config: configOf(input, subject.currencies),
    isActive: input.isActive ?? before?.isActive ?? true,
    mode: input.mode ?? before?.mode ?? 'ENFORCE',
    version: (before?.version ?? 0) + 1,
    updatedAt: clock.now(),
  };
}

/** A change of a control that is only thought of: the input of one that is set, or the id of one that is removed. */
export type Planned = { readonly set?: SetControl | null | undefined; readonly remove?: string | null | undefined };
/** None before it is made, none after it is removed. */
export type PlannedChange = { readonly before: StoredControl | null; readonly after: StoredControl | null };

/**
 * What a command would make of a control, for whoever may give the command. Writes nothing.
 * @throws NotFoundError, ForbiddenError, InvalidInputError, StaleVersionError, ControlCurrencyError
 */
export async function plannedChange(
  manager: EntityManager,
  viewer: Member,
  { set, remove }: Planned,
  clock: Clock,
): Promise<PlannedChange> {
  const { companyId } = viewer;
  if ((set == null) === (remove == null)) throw new InvalidInputError('control', 'Say which control is set, or which is removed.');
  if (set != null) {
    const subject = await findSubject(manager, companyId, set.scope, set.subjectId);
    assertMay(viewer, editActionOf(set.scope), policySubjectOf(companyId, subject));
    const before = await controlToChange(manager, companyId, set, subject);
    return { before, after: changedControl(clock, companyId, { before, input: set, subject }) };
  }
  const before = remove != null && isUuid(remove) ? await findControl(manager, companyId, remove) : null;
  if (before === null) throw new NotFoundError('control');
  const subject = await findSubject(manager, companyId, before.scope, before.subjectId);
  assertMay(viewer, editActionOf(before.scope), policySubjectOf(companyId, subject));
  return { before, after: null };
}
