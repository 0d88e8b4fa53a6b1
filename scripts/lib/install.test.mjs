import { describe, expect, test } from 'vitest';
import { reason } from './install.mjs';

describe('what went wrong with an install', () => {
  test.each([
    ['npm error code EACCES', 'make the folder writable'],
    ['ENOSPC: no space left on device', 'disk is full'],
    ['getaddrinfo ENOTFOUND registry', 'registry cannot be reached'],
    ['ERR_PNPM_OUTDATED_LOCKFILE', 'does not belong to the package.json'],
    ['something else', 'failed'],
  ])('%s', (output, sentence) => {
    expect(reason(output)).toContain(sentence);
  });
});
