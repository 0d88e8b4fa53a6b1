import type { MccGroup, VelocityControl } from '@afc/marqeta';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mirror } from './mirrored.ts';
import { type FoundMirrors, type MirrorRow, type MirrorStep, planMirrors, toldOf } from './plan-mirrors.ts';

const mirror: Mirror = {
  ...{ token: 'limit', controlId: 'control', controlVersion: 1, target: { kind: 'USER', token: 'bruno' } },
  body: {
    ...{ token: 'limit', name: 'ours', active: true, association: { user_token: 'bruno' } },
    ...{ amount_limit: '200.00', currency_code: 'EUR', velocity_window: 'DAY', usage_limit: -1 },
  },
  group: null,
};
const blocks: Mirror = {
  ...mirror,
  token: 'blocks',
  body: { ...mirror.body, token: 'blocks' },
  group: { token: 'group', mccs: ['7995', '5813'] },
};
const row: MirrorRow = {
  ...{ token: 'limit', controlId: 'control', controlVersion: 1, state: 'MIRRORED', told: toldOf(mirror) },
  ...{ differences: null, mayRetry: false },
};
const here = (but: Partial<VelocityControl> = {}): FoundMirrors => ({
  controls: new Map([['limit', { ...mirror.body, amount_limit: '200', usage_limit: '-1', ...but }]]),
  groups: new Map(),
});
const nowhere: FoundMirrors = { controls: new Map(), groups: new Map() };
const told = (steps: readonly MirrorStep[]) =>
  steps.map((step) => [step.kind, ...('differs' in step ? step.differs.map(({ field }) => field) : [])]);
const wider: Mirror = { ...mirror, controlVersion: 2, body: { ...mirror.body, amount_limit: '300.00' } };
const keeps = { ...row, state: 'KEEPS', differences: [{ to: true, field: 'active', from: false }] } as const;

describe('a plan', () => {
  test.each<[string, readonly Mirror[], readonly MirrorRow[], FoundMirrors | null, unknown[][]]>([
    ['makes what is not there', [mirror], [], null, [['SET']]],
    ['does nothing about what is as it should be', [mirror], [row], null, []],
    ['does nothing when somebody looked and it is as it should be', [mirror], [row], here(), []],
    ['changes what changed here, which is no difference', [wider], [row], here(), [['SET']]],
    ['notes a newer version that asks for the same', [{ ...mirror, controlVersion: 2 }], [row], null, [['CONFIRM']]],
    ['goes on with what was not answered', [mirror], [{ ...row, state: 'WAITING' }], null, [['SET']]],
    ['finds that what was not answered is there', [mirror], [{ ...row, state: 'WAITING' }], here(), [['CONFIRM']]],
    ['repairs an amount that somebody changed', [mirror], [row], here({ amount_limit: '5' }), [['SET', 'amount_limit']]],
    ['repairs what somebody switched off', [mirror], [row], here({ active: false }), [['SET', 'active']]],
    ['takes flags in words as what they say', [mirror], [row], here({ active: 'true' }), []],
    ['makes again what is gone', [mirror], [row], nowhere, [['SET', 'token']]],
    ['switches off what binds no more', [], [row], null, [['SWITCH_OFF']]],
    ['leaves what is off', [], [{ ...row, state: 'OFF', told: null }], here({ active: false }), []],
    ['switches off what somebody switched on', [], [{ ...row, state: 'OFF', told: null }], here(), [['SWITCH_OFF', 'active']]],
    ['switches on again what was off', [mirror], [{ ...row, state: 'OFF', told: null }], null, [['SET']]],
    ['leaves what was refused', [mirror], [{ ...row, state: 'REFUSED' }], here({ active: false }), []],
    ['asks again after a while for what was refused', [mirror], [{ ...row, state: 'REFUSED', mayRetry: true }], null, [['SET']]],
    ['asks at once for another limit than the refused one', [wider], [{ ...row, state: 'REFUSED' }], null, [['SET']]],
    ['leaves what would not be switched off', [], [{ ...row, state: 'REFUSED', told: null }], null, []],
    ['switches off what was refused', [], [{ ...row, state: 'REFUSED' }], null, [['SWITCH_OFF']]],
    ['leaves what Marqeta keeps', [mirror], [keeps], here({ active: false }), []],
    ['repairs what Marqeta kept when it is otherwise again', [mirror], [keeps], here({ amount_limit: '5' }), [['SET', 'amount_limit']]],
    ['finds that Marqeta took it at last', [mirror], [keeps], here(), [['CONFIRM']]],
  ])('%s', (_what, wanted, rows, found, steps) => {
    expect(told(planMirrors(wanted, rows, found))).toEqual(steps);
  });

  test.each<[string, Partial<MccGroup> | null, unknown[][]]>([
    ['in any order', { mccs: ['5813', '7995'] }, []],
    ['one is missing', { mccs: ['7995'] }, [['SET', 'mccs']]],
    ['the group is off', { mccs: ['5813', '7995'], active: false }, [['SET', 'active']]],
    ['the group is gone', null, [['SET', 'mccs']]],
  ])('looks at the merchants as well: %s', (_what, group, steps) => {
    const found: FoundMirrors = {
      controls: new Map([['blocks', { ...blocks.body, usage_limit: '-1' }]]),
      groups: new Map(group === null ? [] : [['group', { token: 'group', ...group }]]),
    };
    expect(told(planMirrors([blocks], [{ ...row, token: 'blocks', told: toldOf(blocks) }], found))).toEqual(steps);
  });

  test('makes before it switches off', () => {
    expect(told(planMirrors([blocks], [row], null))).toEqual([['SET'], ['SWITCH_OFF']]);
  });

  test('from anything to anything, once done, leaves nothing to do', () => {
    const state = fc.constantFrom<MirrorRow['state']>('WAITING', 'MIRRORED', 'DIFFERS', 'KEEPS', 'OFF');
    const token = fc.constantFrom('a', 'b', 'c');
    const amount = fc.constantFrom('1.00', '2.00');
    const wish = fc.record({ token, amount });
    const wishesOf = (wishes: readonly { token: string; amount: string }[]): Mirror[] =>
      [...new Map(wishes.map((one) => [one.token, one])).values()].map((one) => ({
        ...mirror,
        token: one.token,
        body: { ...mirror.body, token: one.token, amount_limit: one.amount },
      }));
    fc.assert(
      fc.property(
        fc.array(wish),
        fc.array(fc.record({ token, amount, state })),
        fc.array(fc.record({ token, amount, active: fc.boolean() })),
        (want, had, there) => {
          const wanted = wishesOf(want);
          const rows = new Map<string, MirrorRow>(
            wishesOf(had).map((one, index) => [
              one.token,
              { ...row, token: one.token, state: had[index]?.state ?? 'WAITING', told: toldOf(one) },
            ]),
          );
          const controls = new Map<string, VelocityControl>();
          for (const { active, ...one } of there)
            for (const { token: key, body } of wishesOf([one])) controls.set(key, { ...body, active } as unknown as VelocityControl);
          const found = { controls, groups: new Map<string, MccGroup>() };

          for (const step of planMirrors(wanted, [...rows.values()], found)) {
            const key = step.kind === 'SWITCH_OFF' ? step.row.token : step.mirror.token;
            const on = step.kind === 'SWITCH_OFF' ? null : step.mirror;
            rows.set(key, { ...row, token: key, state: on === null ? 'OFF' : 'MIRRORED', told: on === null ? null : toldOf(on) });
            if (step.kind === 'SET') controls.set(key, step.mirror.body as unknown as VelocityControl);
            if (step.kind === 'SWITCH_OFF') controls.delete(key);
          }

          expect(planMirrors(wanted, [...rows.values()], found)).toEqual([]);
          const ours = [...controls].filter(([key, { active }]) => rows.has(key) && active === true);
          expect(ours.map(([key]) => key).sort()).toEqual(wanted.map(({ token: key }) => key).sort());
        },
      ),
    );
  });
});
