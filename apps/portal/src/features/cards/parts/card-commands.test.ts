import { expect, test } from 'vitest';
import { mainCommand, standingAfter } from './card-commands.ts';

test('a freeze can be taken back, and the issuer is told', () => {
  expect(standingAfter('FREEZE', { actions: ['FREEZE', 'TERMINATE'] })).toEqual({
    status: 'SUSPENDED',
    waitingForIssuer: true,
    actions: ['TERMINATE', 'UNFREEZE'],
  });
});

test('an activated card can be frozen', () => {
  expect(standingAfter('ACTIVATE', { actions: ['ACTIVATE'] })).toMatchObject({ status: 'ACTIVE', actions: ['FREEZE'] });
});

test('closing a card is not offered to its holder', () => {
  expect(mainCommand(['TERMINATE'])).toBeNull();
  expect(mainCommand(['TERMINATE', 'FREEZE'])).toBe('FREEZE');
});
