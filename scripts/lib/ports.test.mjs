import { describe, expect, test } from 'vitest';
import { freePort } from './ports.mjs';

describe('ports', () => {
  test('a taken port gives the next free one', async () => {
    const taken = new Set([4000, 4001]);
    const free = async (port) => !taken.has(port);
    expect(await freePort(4000, { free })).toBe(4002);
    expect(await freePort(4000, { free, avoid: [4002] })).toBe(4003);
  });

  test('a range without a free port is an error, not an endless search', async () => {
    await expect(freePort(4000, { tries: 3, free: async () => false })).rejects.toThrow('between 4000 and 4002');
  });
});
