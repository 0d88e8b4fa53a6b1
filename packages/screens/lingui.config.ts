import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'pt-PT'],
  catalogs: [{ path: '<rootDir>/src/locales/{locale}', include: ['<rootDir>/src'], exclude: ['**/gql/**'] }],
  // Lines move with every change of code; only the words matter in a catalog's history.
  format: formatter({ origins: false, lineNumbers: false }),
});
