import { expect, test } from 'vitest';
import { refuseOldNode } from './begin.mjs';

test.each([
  ['18.19.0', true],
  ['20.0.0', false],
  ['26.1.0', false],
])('Node %s is refused: %s', (version, refused) => {
  expect(Boolean(refuseOldNode(version))).toBe(refused);
});
