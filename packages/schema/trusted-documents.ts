import { readFileSync } from 'node:fs';

/** Under this name a built app carries what each hash that it sends stands for: the API reads it there. */
const MANIFEST = 'trusted-documents.json';

/** For an app's Vite: puts the manifest that its codegen wrote among the built files. */
export function trustedDocuments(generated: URL) {
  return {
    name: 'trusted-documents',
    apply: 'build' as const,
    generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): unknown }) {
      this.emitFile({ type: 'asset', fileName: MANIFEST, source: readFileSync(generated, 'utf8') });
    },
  };
}
