import { readFileSync } from 'node:fs';

/** Under this name a built app carries what each hash that it sends stands for: the API reads it there. */
const MANIFEST = 'trusted-documents.json';

/** For an app's Vite: puts what codegen wrote, of the app and of packages that ask something themselves, among the built files. */
export function trustedDocuments(...generated: readonly URL[]) {
  return {
    name: 'trusted-documents',
    apply: 'build' as const,
    generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): unknown }) {
      const documents = generated.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
      this.emitFile({ type: 'asset', fileName: MANIFEST, source: JSON.stringify(Object.assign({}, ...documents)) });
    },
  };
}
