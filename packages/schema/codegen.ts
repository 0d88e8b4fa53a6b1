/** How what an app or a package asks becomes types and documents. Paths are those of a folder of apps/ or packages/. */
export const codegen = {
  schema: '../../packages/schema/schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/gql/**'],
  ignoreNoDocuments: false,
  generates: {
    './src/gql/': {
      preset: 'client',
      presetConfig: {
        fragmentMasking: { unmaskFunctionName: 'readFragment' },
        // Each document is sent as its hash; what the hash stands for is built into `trusted-documents.json`.
        persistedDocuments: { hashAlgorithm: 'sha256' },
      },
      config: {
        useTypeImports: true,
        strictScalars: true,
        scalars: { DateTime: 'string', ID: 'string' },
        importExtension: '.ts',
      },
    },
  },
};
