import type { TSchema } from 'typebox';
import type { Expected } from './match.ts';

/** One request and what Marqeta answers to it by the facts: a row of the contract. */
export interface Row {
  /** A sentence of the domain, read after the chapter's title. */
  readonly what: string;
  /** Sections of docs/wire-format.md that say so. */
  readonly cites: string;
  /** Method and path as endpoints.tsv has them, e.g. `GET /cards/{token}`. */
  readonly call: string;
  /** Values of the path's parameters, in order. Text that begins with `$` is the run's: see `Names`. */
  readonly at?: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
  /** Instead of a body: these very characters. */
  readonly text?: string;
  readonly credentials?: 'OURS' | 'NONE' | 'WRONG';
  /** Several where the facts leave it open. */
  readonly status: number | readonly number[];
  /** Of an error; by itself only its first three digits are held against the status (§1.13). */
  readonly errorCode?: string;
  /** Wire type of the body, or of each item of the page. */
  readonly is?: TSchema;
  readonly pageOf?: TSchema;
  /** What the body has besides. */
  readonly like?: Expected;
  /** For what comes to be a moment later: asked again until it holds, for so long. */
  readonly patienceMs?: number;
  /** Keeps values of the answer under names of the run, by their path: `{ purchase: 'transaction.token' }`. */
  readonly keep?: Readonly<Record<string, string>>;
  /** Why the row makes sense on the emulator alone. */
  readonly emulatorOnly?: string;
}

/** Rows that follow one another, with what takes back in the end what they made; that is not judged. */
export interface Chapter {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly closing?: readonly Row[];
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export function methodOf({ call }: Row): Method {
  return call.slice(0, call.indexOf(' ')) as Method;
}
