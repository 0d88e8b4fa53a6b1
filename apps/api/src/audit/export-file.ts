import { type Committed, type Content, type Facts, type Head, INSTALLATION_CHAIN, type Origin, type Shown } from './chain.ts';
import type { KeptChain } from './chain-records.ts';
import type { Checkpoint, CheckpointKey } from './checkpoint.ts';
import type { KeptDecision } from './decision-seals.ts';
import type { ChainRecord } from './verify-chain.ts';

/** The first line of an export. */
export type ExportHeader = {
  readonly kind: 'audit';
  readonly version: 1;
  readonly chain: string;
  readonly company: string;
  readonly exportedAt: string;
  /** How far the chain went then. */
  readonly end: Head;
  /** Whether each event that seals decision records is followed by them. */
  readonly decisions: boolean;
};

/** One line of JSON each: the header, the keys, the checkpoints, then the events by number, with the decisions that they seal. */
export type ExportLine =
  | ExportHeader
  | ({ readonly kind: 'key' } & CheckpointKey)
  | ({ readonly kind: 'checkpoint' } & Checkpoint)
  | ({ readonly kind: 'event' } & ChainRecord)
  | ({ readonly kind: 'decision' } & KeptDecision);

/** What stands before the events. */
export function* exportHead(
  { chain, end, keys, checkpoints }: KeptChain,
  { company, at, decisions }: { readonly company: string; readonly at: Date; readonly decisions: boolean },
): Generator<ExportLine> {
  yield { kind: 'audit', version: 1, chain, company, exportedAt: at.toISOString(), end, decisions };
  for (const key of keys) yield { kind: 'key', ...key };
  for (const checkpoint of checkpoints) yield { kind: 'checkpoint', ...checkpoint };
}

/** A line of a file that is not what a line of an export is. */
export class ExportLineError extends Error {
  override readonly name = 'ExportLineError';
}

/** @throws ExportLineError */
export function parseExportLine(text: string): ExportLine {
  const line = new Fields(parsed(text), 'the line');
  switch (line.text('kind')) {
    case 'audit':
      if (line.number('version') !== 1) throw new ExportLineError('the version is not 1: take a newer verifier');
      return {
        ...{ kind: 'audit', version: 1, chain: line.text('chain'), company: line.text('company'), exportedAt: line.text('exportedAt') },
        end: { number: line.in('end').number('number'), hash: line.in('end').text('hash') },
        // Files from before decision records were sealed do not say.
        decisions: line.any('decisions') === true,
      };
    case 'key':
      return { kind: 'key', id: line.text('id'), publicKey: line.text('publicKey') };
    case 'checkpoint':
      return {
        ...{ kind: 'checkpoint', chain: line.text('chain'), number: line.number('number'), hash: line.text('hash') },
        ...{ at: line.text('at'), keyId: line.text('keyId'), signature: line.text('signature') },
      };
    case 'event':
      return { kind: 'event', ...recordOf(line) };
    case 'decision':
      return { kind: 'decision', id: line.text('id'), record: line.text('record') };
    default:
      throw new ExportLineError('its kind is none that an export has');
  }
}

function recordOf(line: Fields): ChainRecord {
  const facts = line.isNull('facts') ? null : factsOf(line.in('facts'));
  const [origin, content] = [line.in('origin'), line.in('content')];
  return {
    ...{ number: line.number('number'), hash: line.text('hash'), id: line.text('id'), facts },
    origin: shownOf<Origin>(origin, ({ text, textOrNull }) => ({
      ...{ actorName: text('actorName'), ip: textOrNull('ip'), userAgent: textOrNull('userAgent') },
    })),
    content: shownOf<Content>(content, ({ textOrNull, any }) => ({
      reason: textOrNull('reason'),
      before: any('before'),
      after: any('after'),
    })),
  };
}

function factsOf({ text, textOrNull }: Fields): Facts {
  return {
    ...{ id: text('id'), at: text('at'), command: text('command'), actorKind: text('actorKind'), actorId: textOrNull('actorId') },
    ...{ subjectType: text('subjectType'), subjectId: text('subjectId'), traceId: textOrNull('traceId') },
  };
}

function shownOf<Value>(part: Fields, valueOf: (value: Fields) => Value): Shown<Value> {
  const committed: Committed = { of: part.textOrNull('of'), commitment: part.text('commitment') };
  return { ...committed, key: part.textOrNull('key'), value: part.isNull('value') ? null : valueOf(part.in('value')) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ExportLineError('it is no JSON');
  }
}

/** The members of an object of which nothing is known. Whatever is not as expected is told by its name. */
class Fields {
  readonly #members: ReadonlyMap<string, unknown>;

  constructor(
    value: unknown,
    private readonly name: string,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ExportLineError(`${name} is no object`);
    this.#members = new Map(Object.entries(value));
  }

  in(name: string): Fields {
    return new Fields(this.#members.get(name), name);
  }
  isNull(name: string): boolean {
    return this.#members.get(name) === null;
  }
  readonly any = (name: string): unknown => this.#members.get(name) ?? null;
  readonly text = (name: string): string => {
    const value = this.#members.get(name);
    if (typeof value !== 'string') throw new ExportLineError(`${name} in ${this.name} is no text`);
    return value;
  };
  readonly textOrNull = (name: string): string | null => (this.isNull(name) ? null : this.text(name));
  number(name: string): number {
    const value = this.#members.get(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new ExportLineError(`${name} in ${this.name} is no whole number`);
    return value;
  }
}

/** A name for the file that says whose chain it is and when. */
export function exportFileName(chain: string, at: Date): string {
  return `audit-${chain === INSTALLATION_CHAIN ? 'installation' : chain}-${at.toISOString().slice(0, 10)}.jsonl`;
}
