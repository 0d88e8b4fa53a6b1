import { localeOf } from '@afc/words';
import type { QueryConfig } from 'pg';
import type { EntityManager } from 'typeorm';
import type { CommandOptions } from './access/commander.ts';
import type { GraphQLContext } from './access/graphql-context.ts';
import type { Locale, Viewer } from './access/viewer.ts';
import { type Asked, noteReading } from './break-glass/note-reading.ts';
import type { Database } from './platform/database.ts';
import { DryRun } from './platform/dry-run.ts';
import { Loaders } from './platform/graphql/loader.ts';
import { ask } from './platform/prepared.ts';
import { Snapshot } from './platform/graphql/snapshot.ts';
import type { RequestNote } from './platform/request-note.ts';

/** A request's context, and its end, which never fails: it holds a connection from the first read on. */
export type OpenContext = GraphQLContext & { close(): Promise<void> };

export type Asking = {
  readonly viewer: Viewer | null;
  readonly locale: Locale;
  readonly traceId: string;
  readonly ip?: string;
  readonly userAgent?: string;
  readonly note?: RequestNote;
};

export function openContext(database: Database, asking: Asking): OpenContext {
  const snapshot = new Snapshot(database.api, asking.viewer?.companyId ?? null);
  const trial = new DryRun(database.api);
  let noted: Promise<void> | null = null;
  const noting = () => (noted ??= noteReading(database, asking.viewer, () => askedFor(asking), optionsOfAsking(asking)));
  const read = async (): Promise<EntityManager> => {
    await noting();
    return trial.manager ?? snapshot.read();
  };
  const readOnce = async <Row>(statement: QueryConfig): Promise<Row[]> => {
    await noting();
    return trial.manager !== null || snapshot.isOpen ? ask<Row>(await read(), statement) : snapshot.once<Row>(statement);
  };
  const loaders = new Loaders(read);
  return {
    ...asking,
    clock: database.clock,
    loaders,
    read,
    readOnce,
    trial,
    async forget() {
      loaders.clear();
      await snapshot.letGo();
    },
    async close() {
      const ends = await Promise.allSettled([trial.end(), snapshot.close()]);
      // The answer is there. What it was read in is over with its connection, whichever way; nothing that was to last was in it.
      for (const end of ends)
        if (end.status === 'rejected')
          database.log.warn({ reason: String(end.reason), traceId: asking.traceId }, 'a request’s transaction did not end well');
    },
  };
}

function askedFor({ note }: Asking): Asked {
  return { operation: note?.operation?.name ?? null, fields: note?.rootFields ?? [], variables: note?.variables?.() ?? {} };
}

function optionsOfAsking({ traceId, ip, userAgent }: Asking): CommandOptions {
  return { traceId, ...(ip === undefined ? {} : { ip }), ...(userAgent === undefined ? {} : { userAgent }) };
}

/** The product's language nearest to the one that the client asks for first; the viewer's when it asks for none. */
export function localeFor(asked: string | undefined, viewer: Viewer | null): Locale {
  return asked === undefined || asked === '' ? (viewer?.locale ?? 'en') : localeOf(asked);
}
