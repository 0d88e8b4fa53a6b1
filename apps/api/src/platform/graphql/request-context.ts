import type { QueryConfig } from 'pg';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../clock.ts';
import type { DryRun } from '../dry-run.ts';
import type { RequestNote } from '../request-note.ts';
import type { Loaders } from './loader.ts';

/** What the resolvers of one request share, whoever asks. */
export type RequestContext = {
  /** BCP 47: the language of sentences and amounts. */
  readonly locale: string;
  readonly traceId: string;
  readonly ip?: string;
  readonly userAgent?: string;
  /** What the log will say of the request, where it has a line there. */
  readonly note?: RequestNote;
  readonly clock: Clock;
  readonly loaders: Loaders;
  /** The one snapshot of this request: the company's rows, REPEATABLE READ, read only. Opened at the first call. */
  read(): Promise<EntityManager>;
  /** As `read`, for the one statement that answers all of a document: it costs a third of the ways to PostgreSQL. */
  readOnce<Row>(statement: QueryConfig): Promise<Row[]>;
  /** For a command that is tried alone: what is read after it sees what it would have done, until the request ends. Null where nothing is commanded. */
  readonly trial: DryRun | null;
  /** Lets go of the snapshot and of what was loaded: the next `read` sees what was committed meanwhile. Call it after a command. */
  forget(): Promise<void>;
};
