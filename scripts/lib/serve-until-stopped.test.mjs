import { expect, test } from 'vitest';
import { announcement } from './serve-until-stopped.mjs';

test('at the end of a start stand the addresses and who can sign in', () => {
  const text = announcement({
    url: 'http://localhost:4000',
    emulatorUrl: 'http://localhost:4001',
    notes: [],
    signIns: [{ who: 'Admin, Northwind', app: 'admin', email: 'alice@example.com', password: 'secret' }],
  }).join('\n');
  for (const part of [
    'http://localhost:4000/admin',
    'http://localhost:4000/portal',
    'http://localhost:4001',
    'alice@example.com',
    'Ctrl-C',
  ])
    expect(text).toContain(part);
});
