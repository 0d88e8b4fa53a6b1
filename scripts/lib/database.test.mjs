import { expect, test } from 'vitest';
import { describe } from './database.mjs';

test('a database is told without its password', () => {
  expect(describe('postgres://afc_api:hush@db.example:5433/cards')).toBe('afc_api@db.example:5433/cards');
});
