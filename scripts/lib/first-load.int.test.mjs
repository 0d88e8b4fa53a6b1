import { expect, test } from 'vitest';
import { MOST_KB, weigh } from './first-load.mjs';

test.each(['portal', 'admin'])('what %s begins with is within its budget, as it is built', (app) => {
  expect(weigh(app).firstLoadKb).toBeLessThanOrEqual(MOST_KB[app]);
});
