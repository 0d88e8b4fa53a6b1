import { isRiskRule, type RiskRule, type RiskThreshold } from '@afc/words';
import type { CommandOptions } from '../access/commander.ts';
import { assertMay } from '../access/policy.ts';
import { actorOf, type Member } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, InvalidInputError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { audit, once, transact } from '../platform/transact.ts';
import { rangesOf, type RuleSettings } from './rules/thresholds.ts';
import { insertSettings, settingsOf } from './settings-store.ts';

type SetRiskRule = {
  readonly idempotencyKey: string;
  readonly rule: RiskRule;
  readonly isOn: boolean;
  /** Those left out stay as they are. */
  readonly thresholds?: readonly { readonly name: RiskThreshold; readonly value: number }[] | null | undefined;
  /** Of all rules together. */
  readonly expectedVersion?: number | null | undefined;
};

/** What a company looks for in its purchases. A change binds the next purchase; what was judged stays judged. */
export class RiskSettingsService {
  constructor(private readonly database: Database) {}

  /** @throws ForbiddenError, StaleVersionError, InvalidInputError */
  set(by: Member, input: SetRiskRule, options: CommandOptions = {}): Promise<{ version: number }> {
    const { idempotencyKey, ...asked } = input;
    const { companyId } = by;
    assertMay(by, 'riskRule.set', { companyId });
    return transact(this.database, { ...options, command: 'riskRule.set', actor: actorOf(by, options.ip) }, async (tx) => {
      await gate(tx, companyId);
      return once(tx, idempotencyKey, asked, async () => {
        const before = await settingsOf(tx, companyId);
        expectVersion('rules', before.version, input.expectedVersion);
        const rules = changed(before.rules, input);
        const version = before.version + 1;
        await insertSettings(tx, companyId, { version, rules }, { name: by.displayName, at: this.database.clock.now() });
        const { rule } = input;
        audit(tx, { subjectType: 'riskRule', subjectId: rule, before: before.rules[rule], after: { ...rules[rule], version } });
        return { version };
      });
    });
  }
}

/** @throws InvalidInputError */
function changed(before: RuleSettings, { rule, isOn, thresholds }: SetRiskRule): RuleSettings {
  if (!isRiskRule(rule)) throw new InvalidInputError('rule', 'There is no such rule.');
  const ranges = new Map(rangesOf(rule));
  const set = (thresholds ?? []).map(({ name, value }): [RiskThreshold, number] => {
    const range = ranges.get(name);
    if (range === undefined)
      throw new InvalidInputError('thresholds', `This rule has no ${name}: it has ${[...ranges.keys()].join(', ')}.`);
    if (!Number.isInteger(value) || value < range.least || value > range.most)
      throw new InvalidInputError('thresholds', `${name} is a whole number from ${range.least} to ${range.most}.`);
    return [name, value];
  });
  return { ...before, [rule]: { isOn, thresholds: { ...before[rule].thresholds, ...Object.fromEntries(set) } } };
}
