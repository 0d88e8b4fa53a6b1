import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

  test('what a newer version needs is added, what there was stays', () => {
    const folder = temporary();
    writeFileSync(join(folder, 'secrets.json'), '{"TOKEN_SECRET":"mine"}');
    chmodSync(join(folder, 'secrets.json'), 0o600);
    expect(secrets(folder).TOKEN_SECRET).toBe('mine');
    expect(JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')).MASTER_KEY).toBeDefined();
  });
});
