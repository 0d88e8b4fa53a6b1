import { expect, test } from 'vitest';
import { parsePasswd } from './system-user.mjs';

test('a user is found by the whole name', () => {
  const text = 'root:x:0:0:root:/root:/bin/sh\nafc-postgres:x:999:998::/nonexistent:/usr/sbin/nologin\n';
  expect(parsePasswd(text, 'afc-postgres')).toEqual({ name: 'afc-postgres', uid: 999, gid: 998 });
  expect(parsePasswd(text, 'afc')).toBeUndefined();
});
