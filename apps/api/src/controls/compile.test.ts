import { expect, test } from 'vitest';
import { compileControls, isWindowLimit } from './compile.ts';
import { counterId } from './counter.ts';

const company = { companyId: 'c', version: 3, timeZone: 'Europe/Lisbon' };
const daily = (version: number, amountMinor: string) =>
  ({
    id: 'd',
    scope: 'CARD',
    subjectId: 'card',
    controlType: 'AMOUNT_LIMIT',
    config: { window: 'DAY', amountMinor, currency: 'EUR' },
    mode: 'ENFORCE',
    version,
  }) as const;

function counterOf(timeZone: string, version: number, amountMinor: string, at: string): string {
  const [limit] = compileControls({ ...company, timeZone }, [daily(version, amountMinor)]).all;
  if (limit === undefined || !isWindowLimit(limit)) throw new Error('no limit');
  return limit.counterAt(Date.parse(at)).id;
}

test('an edited limit goes on counting where it stood', () => {
  const before = counterOf('Europe/Lisbon', 1, '100', '2026-03-02T09:00:00Z');

  expect(counterOf('Europe/Lisbon', 2, '900', '2026-03-02T23:00:00Z')).toBe(before);
});

test.each<[string, string]>([
  ['the next day', counterOf('Europe/Lisbon', 1, '100', '2026-03-03T09:00:00Z')],
  ['another zone', counterOf('Europe/Madrid', 1, '100', '2026-03-02T09:00:00Z')],
])('%s has a counter of its own', (_what, id) => {
  expect(id).not.toBe(counterOf('Europe/Lisbon', 1, '100', '2026-03-02T09:00:00Z'));
});

test('a counter has the same id in every process', () => {
  expect(counterId({ scope: 'CARD', subjectId: 'card', filter: '', unit: 'EUR', period: 'DAY', zone: 'Europe/Lisbon' }, '2026-03-02')).toBe(
    'a148c959-0da8-69db-7aae-324feec4caaa',
  );
});
