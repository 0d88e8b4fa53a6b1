import { describe, expect, test } from 'vitest';
import { refuseImport, relativeImports } from './import-order.mjs';

const api = (path) => `apps/api/src/${path}`;
const admin = (path) => `apps/admin/src/${path}`;

describe('the order of the API', () => {
  test.each([
    ['a later slice sees an earlier one', 'cards/card.service.ts', 'people/person.entity.ts'],
    ['neighbours see each other', 'audit/audit.ts', 'access/viewer.ts'],
    ['everyone sees the platform', 'demo/history.ts', 'platform/db.ts'],
    ['the app sees everything', 'app.ts', 'reports/report.service.ts'],
    ['a test sees everything', 'people/person.int.test.ts', 'cards/card.service.ts'],
    ['a slice sees itself', 'cards/card.service.ts', 'cards/card.state.ts'],
  ])('%s', (_sentence, from, to) => {
    expect(refuseImport(api(from), api(to))).toBeUndefined();
  });

  test.each([
    ['an earlier slice does not see a later one', 'people/person.service.ts', 'cards/card.entity.ts', 'people comes before cards'],
    ['those that stand apart do not see each other', 'receipts/receipt.ts', 'reports/report.ts', 'do not know each other'],
    ['no slice sees the app', 'cards/card.service.ts', 'config.ts', 'may not import the app'],
    ['nor does it from a subfolder', 'cards/parts/art.ts', 'config.ts', 'may not import the app'],
    ['a new folder needs a place in the order', 'gifts/gift.ts', 'platform/db.ts', 'gifts/ has no place'],
    ['the product does not see what is for tests', 'cards/card.service.ts', 'testing/builders.ts', 'only for tests'],
  ])('%s', (_sentence, from, to, reason) => {
    expect(refuseImport(api(from), api(to))).toContain(reason);
  });
});

describe('the order of the apps', () => {
  test.each([
    ['a route picks a screen', 'routes/cards.tsx', 'features/cards/card-list.tsx'],
    ['a feature uses the library', 'features/cards/card-list.tsx', 'lib/urls.ts'],
    ['features share parts', 'features/cards/card-list.tsx', 'features/people/parts/person-name.tsx'],
    ['the entry sees everything', 'main.tsx', 'shell/frame.tsx'],
  ])('%s', (_sentence, from, to) => {
    expect(refuseImport(admin(from), admin(to))).toBeUndefined();
  });

  test.each([
    ['a feature does not know routes', 'features/cards/card-list.tsx', 'routes/cards.tsx', 'may not import routes'],
    ['features do not import each other', 'features/cards/card-list.tsx', 'features/people/person-list.tsx', 'do not import each other'],
    ['the library knows no feature', 'lib/urls.ts', 'features/cards/card-list.tsx', 'may not import features'],
  ])('%s', (_sentence, from, to, reason) => {
    expect(refuseImport(admin(from), admin(to))).toContain(reason);
  });

  test('another package is imported by its name', () => {
    expect(refuseImport(admin('main.tsx'), 'packages/ui/src/money.tsx')).toContain('by its name');
  });
});

test('relative imports are found in each of their forms', () => {
  const source = `import a from './a.ts';\nimport type {\n  B,\n} from "../b.ts";\nexport * from './c.ts';\nconst d = await import('./d.ts');\nimport './e.css';\nimport x from 'pg';`;
  expect(relativeImports(source)).toEqual(['./a.ts', '../b.ts', './c.ts', './d.ts', './e.css']);
});
