import type { GraphQLContext } from './access/graphql-context.ts';
import type { Locale, Viewer } from './access/viewer.ts';
import type { Database } from './platform/database.ts';
import { Loaders } from './platform/graphql/loader.ts';
import { Snapshot } from './platform/graphql/snapshot.ts';

/** A request's context, and its end: it holds a connection from the first read on. */
export type OpenContext = GraphQLContext & { close(): Promise<void> };

export type Asking = {
  readonly viewer: Viewer | null;
  readonly locale: Locale;
  readonly traceId: string;
  readonly ip?: string;
};

export function openContext(database: Database, asking: Asking): OpenContext {
  const snapshot = new Snapshot(database.api, asking.viewer?.companyId ?? null);
  const loaders = new Loaders(() => snapshot.read());
  return {
    ...asking,
    clock: database.clock,
    loaders,
    read: () => snapshot.read(),
    async forget() {
      loaders.clear();
      await snapshot.letGo();
    },
    close: () => snapshot.close(),
  };
}

const LOCALES: readonly Locale[] = ['en', 'pt-PT'];

/** The language that the client asks for when we speak it, else the viewer's, else English. */
export function localeOf(acceptLanguage: string | undefined, viewer: Viewer | null): Locale {
  const asked = (acceptLanguage ?? '').split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  for (const range of asked) {
    const found = LOCALES.find((locale) => locale.toLowerCase() === range || locale.split('-', 1)[0] === range.split('-', 1)[0]);
    if (found !== undefined) return found;
  }
  return viewer?.locale ?? 'en';
}
