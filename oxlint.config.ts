import { defineConfig } from 'oxlint';

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'node', 'react', 'jsx-a11y', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['**/dist/**', '**/gql/**', '**/locales/**', '**/fixtures/**', 'packages/schema/**'],
  rules: {
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-console': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
    'no-empty': ['error', { allowEmptyCatch: false }],

    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-self-import': 'error',
    'import/no-duplicates': 'error',
    'import/no-unassigned-import': 'off',

    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    'typescript/await-thenable': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/return-await': ['error', 'in-try-catch'],
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],

    // `as` at a boundary that was checked just before is how a checked value gets its type.
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/no-unnecessary-type-parameters': 'off',
    // The compiler says it already (noImplicitReturns is about the same paths).
    'typescript/consistent-return': 'off',
    // `pg.Client`, `fc.property`: how these packages show themselves in their own manuals.
    'import/no-named-as-default-member': 'off',
    'promise/always-return': 'off',
    // A condition that only another turn of the event loop changes is what our loops wait for.
    'no-unmodified-loop-condition': 'off',

    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/prefer-node-protocol': 'error',
    // Ids, names and seeds are compared as bytes: sort() without a locale is what is meant.
    'unicorn/no-array-sort': 'off',
    // A copy is walked because the original changes meanwhile.
    'unicorn/no-useless-spread': 'off',
    'unicorn/consistent-function-scoping': 'off',

    // It takes every postMessage for a window's.
    'unicorn/require-post-message-target-origin': 'off',

    // Our handlers are Fastify's, which awaits them.
    'oxc/no-async-endpoint-handlers': 'off',

    'react/react-in-jsx-scope': 'off',
    // We do not use React's compiler.
    'react/incompatible-library': 'off',
    'react/immutability': 'off',
    'jsx-a11y/prefer-tag-over-role': 'off',
    'react/rules-of-hooks': 'error',
    'react/exhaustive-deps': 'error',

    'no-underscore-dangle': 'off',
    'unicorn/no-array-reverse': 'off',
    // A property test expects different things of different inputs; a rejection is often recognised by its class.
    'vitest/no-conditional-expect': 'off',
    'vitest/require-to-throw-message': 'off',
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
  },
  overrides: [
    // Tests read composed JSON, and what a server answers, as it is.
    {
      files: ['**/*.test.ts', '**/*.test.tsx', '**/*.test.mjs', 'e2e/**'],
      rules: {
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
        'typescript/no-non-null-assertion': 'off',
        'typescript/unbound-method': 'off',
      },
    },
    // What begins with `use` is a hook in the apps alone. Playwright names its fixtures by a pattern.
    {
      files: ['apps/api/**', 'bench/**', 'e2e/**', 'scripts/**', 'packages/{marqeta,words}/**'],
      rules: { 'react/rules-of-hooks': 'off', 'no-empty-pattern': 'off' },
    },
    // Scripts speak to the person at the terminal, in JavaScript without types.
    {
      files: ['**/*.mjs', '**/*.js'],
      rules: {
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
        'typescript/unbound-method': 'off',
      },
    },
  ],
});
