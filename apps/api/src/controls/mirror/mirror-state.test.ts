import { describe, expect, test } from 'vitest';
import type { StoredControl } from '../control-store.ts';
import { mirrorStateOf, type ShownMirror } from './mirror-state.ts';

const control: StoredControl = {
  ...{ companyId: 'company', id: 'control', scope: 'COMPANY', subjectId: null, controlType: 'AMOUNT_LIMIT' },
  config: { window: 'DAY', amountMinor: '100', currency: 'EUR' },
  ...{ isActive: true, mode: 'ENFORCE', version: 3, updatedAt: new Date(0) },
};
const mirror: ShownMirror = {
  ...{ controlId: 'control', controlVersion: 3, state: 'MIRRORED', refusal: null },
  ...{ checkedAt: new Date(5), differedAt: null, timesDiffered: 0 },
};

describe('a control', () => {
  test.each<[string, Partial<StoredControl>, Partial<ShownMirror>[], string, string | null]>([
    ['that is at Marqeta as it is', {}, [{}, {}], 'MIRRORED', null],
    ['that was just made', {}, [], 'WAITING', null],
    ['that was just changed', { version: 4 }, [{}], 'WAITING', null],
    ['of which one place waits', {}, [{}, { state: 'WAITING' }], 'WAITING', null],
    ['of which one place differs', {}, [{ state: 'WAITING' }, { state: 'DIFFERS' }], 'DIFFERS', null],
    ['that Marqeta keeps otherwise', {}, [{ state: 'KEEPS' }], 'DIFFERS', null],
    ['that Marqeta refused', {}, [{ state: 'REFUSED', refusal: '400008' }], 'DIFFERS', null],
    ['that was switched off there too', { isActive: false }, [{ state: 'OFF' }], 'NOT_MIRRORED', 'INACTIVE'],
    ['that still stands there', { isActive: false }, [{}], 'WAITING', null],
    ['of one card', { scope: 'CARD' }, [], 'NOT_MIRRORED', 'SCOPE'],
    ['whose old place is off and whose new one is there', {}, [{ state: 'OFF', controlVersion: 1 }, {}], 'MIRRORED', null],
  ])('%s', (_what, but, mirrors, state, reason) => {
    expect(
      mirrorStateOf(
        { ...control, ...but },
        mirrors.map((one) => ({ ...mirror, ...one })),
      ),
    ).toMatchObject({ state, reason });
  });

  test('says when somebody last looked at all of it, and when it last differed', () => {
    const mirrors = [mirror, { ...mirror, checkedAt: new Date(3), differedAt: new Date(1), timesDiffered: 2 }];
    expect(mirrorStateOf(control, mirrors)).toMatchObject({ checkedAt: new Date(3), differedAt: new Date(1), timesDiffered: 2 });
    expect(mirrorStateOf(control, [mirror, { ...mirror, checkedAt: null }]).checkedAt).toBeNull();
  });
});
