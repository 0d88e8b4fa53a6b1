import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Terms } from './terms.ts';

let folder: string;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afc-terms-'));
  write('cardholder.2026-01-31.en.txt', 'Old');
  write('cardholder.2026-02-01.en.txt', 'New\n');
  write('cardholder.2026-02-01.pt-PT.txt', 'Novas');
  write('company.2025-12-31.en.txt', 'Of companies');
  write('company.2026-09-09.en.txt.bak', 'Nobody’s');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the newest text is in force, for each by itself, in the reader’s language', () => {
  const terms = new Terms(folder);

  expect([terms.version('CARDHOLDER'), terms.version('COMPANY')]).toEqual(['2026-02-01', '2025-12-31']);
  expect([terms.text('CARDHOLDER', 'en'), terms.text('CARDHOLDER', 'pt-PT')]).toEqual(['New', 'Novas']);
});

test('where the language has none, English is shown', () => {
  expect(new Terms(folder).text('COMPANY', 'pt-PT')).toBe('Of companies');
});

test('a folder that lacks the newest text in English is said so at the start', () => {
  write('company.2026-03-01.pt-PT.txt', 'Das empresas');

  expect(() => new Terms(folder)).toThrow('company.2026-03-01.en.txt');
});
