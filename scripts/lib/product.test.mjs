import { expect, test } from 'vitest';
import { createStack } from './product.mjs';

test('what was opened is closed in the reverse order, also when one of them fails', async () => {
  const closed = [];
  const stack = createStack();
  stack.add('database', async () => void closed.push('database'));
  stack.add('emulator', async () => {
    throw new Error('does not stop');
  });
  stack.add('API', async () => void closed.push('API'));
  await expect(stack.close()).rejects.toThrow('does not stop');
  expect(closed).toEqual(['API', 'database']);
});
