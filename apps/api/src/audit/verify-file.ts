import type { Head } from './chain.ts';
import { DecisionsVerifier, rangeIn } from './decision-seals.ts';
import { ExportLineError, type ExportHeader, parseExportLine } from './export-file.ts';
import type { Checkpoint, CheckpointKey } from './checkpoint.ts';
import { ChainVerifier, type WrongLink } from './verify-chain.ts';

export type FileVerified = {
  readonly header: ExportHeader;
  readonly events: number;
  /** Decision records that are as they were sealed; null when the file does not bring them. */
  readonly decisions: number | null;
  readonly erasedPersons: number;
  /** Newest last. */
  readonly checkpoints: readonly Checkpoint[];
  readonly wrong: WrongLink | null;
};

/** The file is no export, or was cut off in the middle of a line. */
export class NotAnExportError extends Error {
  override readonly name = 'NotAnExportError';
}

export type FileTrust = {
  /** Ids of the keys that checkpoints may be signed with; null: any that the file brings. */
  readonly trusted: readonly string[] | null;
  /** A link that was kept elsewhere. */
  readonly remembered: Head | null;
};

/**
 * Goes through an export line by line. What is in memory is one line and the checkpoints.
 * @throws NotAnExportError
 */
export async function verifyFile(lines: AsyncIterable<string>, trust: FileTrust): Promise<FileVerified> {
  let header: ExportHeader | null = null;
  let verifier: ChainVerifier | null = null;
  const keys: CheckpointKey[] = [];
  const checkpoints: Checkpoint[] = [];
  let wrong: WrongLink | null = null;
  const decisions = new DecisionsVerifier();
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const line = parsedLine(text, number);
    if (line.kind === 'audit' && header === null) header = line;
    else if (line.kind === 'key' && header !== null && verifier === null) keys.push(line);
    else if (line.kind === 'checkpoint' && header !== null && verifier === null) checkpoints.push(line);
    else if (line.kind === 'event' && header !== null) {
      wrong ??= verifier === null ? (verifier = begun(header)).begin() : null;
      wrong ??= decisions.end() ?? verifier?.add(line) ?? null;
      const range = header.decisions && wrong === null ? rangeIn(line) : null;
      if (range !== null) wrong = decisions.begin(line.number, range);
      if (wrong !== null) break;
    } else if (line.kind === 'decision' && decisions.isOpen) {
      wrong = decisions.add(line);
      if (wrong !== null) break;
    } else throw new NotAnExportError(`Line ${number} stands where it does not belong.`);
  }
  if (header === null) throw new NotAnExportError('The file is empty.');
  const whole = verifier ?? begun(header);
  if (verifier === null) wrong = whole.begin();
  wrong ??= decisions.end() ?? whole.end();
  const found = header.decisions ? decisions.records : null;
  return { header, events: whole.head.number, decisions: found, erasedPersons: whole.erasedPersons, checkpoints, wrong };

  function begun({ chain, end }: ExportHeader): ChainVerifier {
    return new ChainVerifier({ chain, end, keys, checkpoints, ...trust });
  }
}

function parsedLine(text: string, number: number): ReturnType<typeof parseExportLine> {
  try {
    return parseExportLine(text);
  } catch (error) {
    if (!(error instanceof ExportLineError)) throw error;
    throw new NotAnExportError(`Line ${number} is not one of an export: ${error.message}.`);
  }
}
