import { expect, test } from 'vitest';
import { outsideOf, parsePidFile } from './postgres-place.mjs';

test('the pid file of PostgreSQL tells whether it takes connections', () => {
  const text = '812\n/data/cluster\n1790000000\n5433\n\n127.0.0.1\n  123 4\n';
  expect(parsePidFile(`${text}starting\n`)).toEqual({ pid: 812, port: 5433, ready: false });
  expect(parsePidFile(`${text}ready   \n`).ready).toBe(true);
});

test('two checkouts have two folders outside', () => {
  expect(outsideOf('/root/a/.data', '/var')).toBe(outsideOf('/root/a/.data', '/var'));
  expect(outsideOf('/root/a/.data', '/var')).not.toBe(outsideOf('/root/b/.data', '/var'));
});

test('a folder outside bears the name of its checkout', () => {
  expect(outsideOf('/root/cards/.data/postgres', '/var')).toMatch(/^\/var\/cards-[0-9a-f]{10}$/);
  expect(outsideOf('/.data', '/var')).toMatch(/^\/var\/data-/);
});
