import { expect, test } from 'vitest';
import { filterOf } from './audit-filter.ts';

test('nothing in the address asks for everything', () => {
  expect(filterOf({}, 'Europe/Lisbon')).toEqual({});
});

test('days are whole days in the zone, the last one included', () => {
  expect(filterOf({ from: '2026-07-01', to: '2026-07-01' }, 'Europe/Lisbon')).toEqual({
    from: '2026-06-30T23:00:00.000Z',
    to: '2026-07-01T23:00:00.000Z',
  });
});

test('actor, command and subject are passed on', () => {
  expect(filterOf({ person: 'ana', command: 'card', subject: 'one' }, 'UTC')).toEqual({
    actorId: 'ana',
    command: 'card',
    subjectId: 'one',
  });
});
