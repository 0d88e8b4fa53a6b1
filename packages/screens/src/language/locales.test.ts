import { expect, test } from 'vitest';
import { preferred } from './locales.ts';

test.each<[string, string | null, string[], string]>([
  ['what was chosen before', 'pt-PT', ['en-US'], 'pt-PT'],
  ['the first language of the browser that we speak', null, ['fr-FR', 'pt-BR', 'en-US'], 'pt-PT'],
  ['English, when none is spoken', null, ['fr-FR', 'ja'], 'en'],
  ['the browser’s, when what was chosen is no language of ours', 'xx', ['pt'], 'pt-PT'],
])('a person is spoken to in %s', (_what, chosen, languages, locale) => {
  expect(preferred(chosen, languages)).toBe(locale);
});
