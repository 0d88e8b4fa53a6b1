import { expect, test } from 'vitest';
import type { SuspensionSource } from './person.entity.ts';
import { mayLift, sourcesOf, suspendedAlsoBy } from './suspension.ts';

test.each<[string, SuspensionSource[], boolean, boolean]>([
  ['the directory', ['DIRECTORY'], true, true],
  ['an admin', ['ADMIN'], true, false],
  ['both', ['ADMIN', 'DIRECTORY'], true, false],
])('what %s suspended, an admin lifts, and the directory unless an admin did', (_who, sources, admin, directory) => {
  expect([mayLift(sources, 'ADMIN'), mayLift(sources, 'DIRECTORY')]).toEqual([admin, directory]);
});

test('who suspends somebody who is suspended is remembered beside the other, once', () => {
  expect(suspendedAlsoBy(['DIRECTORY'], 'ADMIN')).toEqual(['ADMIN', 'DIRECTORY']);
  expect(suspendedAlsoBy(['ADMIN'], 'DIRECTORY')).toEqual(['ADMIN', 'DIRECTORY']);
  expect(suspendedAlsoBy(['ADMIN'], 'ADMIN')).toEqual(['ADMIN']);
});

test('a suspension of which nobody is named counts as an admin’s; who is not suspended is suspended by nobody', () => {
  expect(sourcesOf({ status: 'SUSPENDED', suspendedBy: [] })).toEqual(['ADMIN']);
  expect(sourcesOf({ status: 'ACTIVE', suspendedBy: ['DIRECTORY'] })).toEqual([]);
  expect(sourcesOf({ status: 'CLOSED', suspendedBy: ['ADMIN'] })).toEqual([]);
});
