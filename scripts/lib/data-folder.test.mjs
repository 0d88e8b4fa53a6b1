import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PASSWORD_LENGTHS, passwordProblems } from '../../packages/marqeta/src/wire/passwords.ts';
import { secrets } from './data-folder.mjs';

const temporary = () => mkdtempSync(join(tmpdir(), 'afc-scripts-'));

describe('secrets', () => {
  test('are made once, readable by the owner alone, and kept', () => {
    const folder = temporary();
    const first = secrets(folder);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(Buffer.from(first.MASTER_KEY, 'base64')).toHaveLength(32);
    expect(secrets(folder)).toEqual(first);
    expect(secrets(temporary()).MASTER_KEY).not.toBe(first.MASTER_KEY);
  });

  test('Marqeta takes every password that is made', () => {
    const made = Array.from({ length: 200 }, () => secrets(temporary()));
    for (const { MARQETA_GATEWAY_PASSWORD, MARQETA_WEBHOOK_PASSWORD, MARQETA_WEBHOOK_SECRET } of made) {
      expect(passwordProblems(MARQETA_GATEWAY_PASSWORD, PASSWORD_LENGTHS.gatewayPassword)).toEqual([]);
      expect(passwordProblems(MARQETA_WEBHOOK_PASSWORD, PASSWORD_LENGTHS.webhookPassword)).toEqual([]);
      expect(passwordProblems(MARQETA_WEBHOOK_SECRET, PASSWORD_LENGTHS.webhookSecret)).toEqual([]);
    }
    expect(new Set(made.map(({ MARQETA_WEBHOOK_SECRET }) => MARQETA_WEBHOOK_SECRET)).size).toBe(200);
  });

  test('what Marqeta would refuse is made anew, and nothing else', () => {
    const folder = temporary();
    writeFileSync(
      join(folder, 'secrets.json'),
      JSON.stringify({ MARQETA_GATEWAY_PASSWORD: 'without-a-digit-or-capitals', MARQETA_WEBHOOK_PASSWORD: 'Webhook-Passw0rd-2026!' }),
    );
    const now = secrets(folder);
    expect(now.MARQETA_GATEWAY_PASSWORD).not.toBe('without-a-digit-or-capitals');
    expect(now.MARQETA_WEBHOOK_PASSWORD).toBe('Webhook-Passw0rd-2026!');
  });

  test('what a newer version needs is added, what there was stays', () => {
    const folder = temporary();
    writeFileSync(join(folder, 'secrets.json'), '{"TOKEN_SECRET":"mine"}');
    chmodSync(join(folder, 'secrets.json'), 0o600);
    expect(secrets(folder).TOKEN_SECRET).toBe('mine');
    expect(JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')).MASTER_KEY).toBeDefined();
  });
});
