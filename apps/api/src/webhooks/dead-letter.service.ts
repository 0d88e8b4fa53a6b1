import { assertMay, installation } from '../access/policy.ts';
import type { CommandOptions } from '../access/commander.ts';
import { signedIn, type Viewer } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { isUuid } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { operate, type Operated, type OperatorTx } from '../platform/operate.ts';
import { GATEWAY_REQUESTS } from './dead-letter.ts';
import { NotReplayableError } from './dead-letter.errors.ts';
import { findDeadLetters } from './dead-letters.query.ts';
import { DRAIN } from './nudge.ts';

export type DecideOnLetters = { readonly idempotencyKey: string; readonly ids: readonly string[] };
export type DismissLetters = DecideOnLetters & { readonly reason: string };
export type OpenLetter = { readonly idempotencyKey: string; readonly id: string; readonly reason: string };

const MOST_IDS = 200;
const LONGEST_REASON = 500;

/** What operators decide about messages that were not applied. Letters that somebody else has decided about meanwhile stay as they are. */
export class DeadLetterService {
  constructor(private readonly database: Database) {}

  /** Puts messages back in the queue, and a job to take them from there. @throws NotReplayableError, NotFoundError, InvalidInputError */
  replay(viewer: Viewer | null, input: DecideOnLetters, options: CommandOptions = {}): Promise<void> {
    return this.#decide(viewer, 'deadLetter.replay', input, options, async (tx, operator, ids) => {
      if ((await findDeadLetters(tx, ids)).some(({ envelope }) => envelope === GATEWAY_REQUESTS)) throw new NotReplayableError();
      const taken = await tx.query<{ letter: string; of_shard: number }[]>(
        `SELECT letter, of_shard FROM replay_dead_letters($1::uuid[], $2, $3, $4)`,
        [ids, ...operator],
      );
      for (const shard of new Set(taken.map(({ of_shard }) => of_shard))) await enqueue(tx, DRAIN, { shard }, { key: String(shard) });
      return taken.map(({ letter }) => letter);
    });
  }

  /** @throws NotFoundError, InvalidInputError */
  dismiss(viewer: Viewer | null, input: DismissLetters, options: CommandOptions = {}): Promise<void> {
    const reason = reasonOf(input.reason);
    return this.#decide(viewer, 'deadLetter.dismiss', { ...input, reason }, options, async (tx, [identityId, name, at], ids) => {
      const taken = await tx.query<{ letter: string }[]>(`SELECT letter FROM dismiss_dead_letters($1::uuid[], $2, $3, $4, $5)`, [
        ...[ids, identityId, name, reason, at],
      ]);
      return taken.map(({ letter }) => letter);
    });
  }

  /** Takes a dismissal back. @throws NotFoundError, InvalidInputError */
  restore(viewer: Viewer | null, input: DecideOnLetters, options: CommandOptions = {}): Promise<void> {
    return this.#decide(viewer, 'deadLetter.restore', input, options, async (tx, operator, ids) => {
      const taken = await tx.query<{ letter: string }[]>(`SELECT letter FROM restore_dead_letters($1::uuid[], $2, $3, $4)`, [
        ...[ids, ...operator],
      ]);
      return taken.map(({ letter }) => letter);
    });
  }

  /** Notes that the operator reads the message whole, and why. @throws NotFoundError, InvalidInputError */
  open(viewer: Viewer | null, { id, reason, idempotencyKey }: OpenLetter, options: CommandOptions = {}): Promise<void> {
    const input = { ids: [id], reason: reasonOf(reason), idempotencyKey };
    return this.#decide(viewer, 'deadLetter.open', input, options, (_tx, _operator, ids) => Promise.resolve(ids));
  }

  async #decide(
    viewer: Viewer | null,
    command: string,
    { idempotencyKey, ...input }: DecideOnLetters & { readonly reason?: string },
    { traceId, ip, userAgent, dryRun }: CommandOptions,
    act: (
      tx: OperatorTx,
      operator: readonly [identityId: string, name: string, at: Date],
      ids: readonly string[],
    ) => Promise<readonly string[]>,
  ): Promise<void> {
    const { identityId, displayName } = signedIn(viewer);
    assertMay(signedIn(viewer), 'deadLetter.decide', installation);
    const ids = distinct(input.ids);
    const operator = {
      ...{ identityId, displayName },
      ...(ip === undefined ? {} : { ip }),
      ...(userAgent === undefined ? {} : { userAgent }),
    };
    const run = async (tx: OperatorTx): Promise<Operated<readonly string[]>> => {
      if ((await findDeadLetters(tx, ids)).length < ids.length) throw new NotFoundError('dead letter');
      const touched = await act(tx, [identityId, displayName, this.database.clock.now()], ids);
      return {
        answer: touched,
        done: touched.map((subjectId) => ({ subjectType: 'deadLetter', subjectId, reason: input.reason ?? null })),
      };
    };
    const how = { ...(traceId === undefined ? {} : { traceId }), ...(dryRun === undefined ? {} : { dryRun }) };
    await operate(this.database, { command, operator, idempotencyKey, input, ...how }, run);
  }
}

/** @throws InvalidInputError when there are none or too many, NotFoundError when one is no id */
function distinct(ids: readonly string[]): string[] {
  const given = [...new Set(ids.map((id) => id.toLowerCase()))];
  if (given.length < 1 || given.length > MOST_IDS) throw new InvalidInputError('ids', `Name 1 to ${MOST_IDS} messages.`);
  if (!given.every(isUuid)) throw new NotFoundError('dead letter');
  return given;
}

function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason.length < 3 || reason.length > LONGEST_REASON)
    throw new InvalidInputError('reason', `Say why, in 3 to ${LONGEST_REASON} characters.`);
  return reason;
}
