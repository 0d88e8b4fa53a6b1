import { expect, test } from 'vitest';
import { entriesOf, filesOf } from './first-load.mjs';

const CHUNKS = {
  'index.html': { file: 'first.js', isEntry: true, imports: ['_framework.js'], dynamicImports: ['src/sign-in.tsx'] },
  '_framework.js': { file: 'framework.js', imports: ['_runtime.js'] },
  '_runtime.js': { file: 'runtime.js' },
  'src/sign-in.tsx': { file: 'sign-in.js', imports: ['index.html', '_form.js'] },
  '_form.js': { file: 'form.js' },
};

test('with a page comes what it imports, and what that imports, but nothing that it asks for later', () => {
  expect(filesOf(CHUNKS, ['index.html'])).toEqual(['first.js', 'framework.js', 'runtime.js']);
});

test('a file that two need comes once', () => {
  expect(filesOf(CHUNKS, ['index.html', 'src/sign-in.tsx'])).toEqual(['first.js', 'framework.js', 'runtime.js', 'sign-in.js', 'form.js']);
});

test('a module that the build does not have, or no entry, is said, and not weighed as nothing', () => {
  expect(entriesOf(CHUNKS)).toEqual(['index.html']);
  expect(() => entriesOf({ '_framework.js': CHUNKS['_framework.js'] })).toThrow('names no entry');
  expect(() => filesOf(CHUNKS, ['src/gone.tsx'])).toThrow('src/gone.tsx');
});
