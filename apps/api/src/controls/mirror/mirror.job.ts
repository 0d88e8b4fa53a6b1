import type { MarqetaClient } from '@afc/marqeta';
import { appendFeed } from '../../feed/append.ts';
import type { Database } from '../../platform/database.ts';
import { gate } from '../../platform/gate.ts';
import { enqueue, enqueueAllOn, type Job } from '../../platform/jobs.ts';
import { audit, read, transact, type Tx } from '../../platform/transact.ts';
import { findSubject } from '../control-subject.ts';
import { findControl } from '../control-store.ts';
import { findMirrors, setMirror, switchOffMirror } from './mirror-calls.ts';
import {
  gatherMirrors,
  type MirrorFacts,
  type MirrorOutcome,
  saveChecked,
  saveDifference,
  saveOutcome,
  saveWaiting,
} from './mirror-store.ts';
import { type MirrorStep, planMirrors } from './plan-mirrors.ts';

const MIRROR = 'controls.mirror';
const CHECK = 'controls.checkMirrors';

type Payload = {
  readonly companyId: string;
  /** Looks at what Marqeta has as well. */
  readonly verifies?: boolean;
};

/** One queue a company: two that tell Marqeta at once would each think that they were last. */
const queueOf = (companyId: string): string => `controls:${companyId}`;

/** Tells Marqeta of a company's controls, soon after they changed. In the transaction that changes them. */
export function enqueueMirroring(tx: Tx, companyId: string): Promise<void> {
  return enqueue(tx, MIRROR, { companyId }, { key: companyId, queue: queueOf(companyId) });
}

/**
 * Brings Marqeta's controls to what ours ask for. While Marqeta is away the job fails and is tried again; what Marqeta refuses, or
 * keeps otherwise, is written down and shown. Our own decision binds all the same: a mirror is for when Marqeta decides without us.
 */
export class MirrorControls implements Job<Payload> {
  readonly name = MIRROR;

  constructor(
    private readonly database: Database,
    private readonly client: MarqetaClient,
  ) {}

  async run({ companyId, verifies = false }: Payload): Promise<void> {
    const facts = await read(this.database, companyId, (manager) => gatherMirrors(manager, companyId, this.#now().getTime()));
    const found = verifies ? await findMirrors(this.client, targetsOf(facts), facts.wanted) : null;
    const steps = planMirrors(facts.wanted, facts.rows, found);
    await this.#announce(companyId, steps);
    for (const step of steps) await this.#take(companyId, step);
    if (found !== null) await this.#noteChecked(companyId, facts, steps);
  }

  /** Before anything is sent: what may be at Marqeta is known here whatever happens, and what differs is seen while it lasts. */
  #announce(companyId: string, steps: readonly MirrorStep[]): Promise<void> {
    const changing = steps.filter(({ kind }) => kind !== 'CONFIRM');
    if (changing.length === 0) return Promise.resolve();
    return this.#transact(companyId, 'control.mirror', async (tx) => {
      const at = this.#now();
      const surprising = changing.filter((step) => 'differs' in step && step.differs.length > 0);
      await saveWaiting(
        tx,
        companyId,
        changing.flatMap((step) => (step.kind === 'SET' && step.differs.length === 0 ? [step.mirror] : [])),
        at,
      );
      for (const step of surprising) {
        if (step.kind === 'CONFIRM') continue;
        const { token, controlId } = step.kind === 'SET' ? step.mirror : step.row;
        await saveDifference(tx, companyId, token, step.differs, at);
        audit(tx, { subjectType: 'control', subjectId: controlId, before: { atMarqeta: step.differs }, reason: 'differs at Marqeta' });
      }
      await this.#say(tx, companyId, changing);
    });
  }

  async #take(companyId: string, step: MirrorStep): Promise<void> {
    const outcome = await this.#outcomeOf(step);
    const { controlId } = step.kind === 'SWITCH_OFF' ? step.row : step.mirror;
    await this.#transact(companyId, 'control.mirror', async (tx) => {
      await saveOutcome(tx, companyId, outcome, this.#now());
      audit(tx, { subjectType: 'control', subjectId: controlId, after: { atMarqeta: outcome.state } });
      await this.#say(tx, companyId, [step]);
    });
  }

  async #outcomeOf(step: MirrorStep): Promise<MirrorOutcome> {
    switch (step.kind) {
      case 'CONFIRM':
        return { state: 'MIRRORED', token: step.mirror.token, mirror: step.mirror };
      case 'SWITCH_OFF': {
        const { token } = step.row;
        const refusal = await switchOffMirror(this.client, token);
        return refusal === null ? { state: 'OFF', token, mirror: null } : { state: 'REFUSED', token, mirror: null, refusal: refusal.code };
      }
      case 'SET': {
        const { mirror } = step;
        const { token } = mirror;
        const answer = await setMirror(this.client, mirror);
        if (answer.refused) return { state: 'REFUSED', token, mirror, refusal: answer.code };
        return answer.keeps.length === 0 ? { state: 'MIRRORED', token, mirror } : { state: 'KEEPS', token, mirror, keeps: answer.keeps };
      }
    }
  }

  async #noteChecked(companyId: string, { wanted }: MirrorFacts, steps: readonly MirrorStep[]): Promise<void> {
    const touched = new Set(steps.map((step) => (step.kind === 'SWITCH_OFF' ? step.row.token : step.mirror.token)));
    const tokens = wanted.map(({ token }) => token).filter((token) => !touched.has(token));
    if (tokens.length > 0) await this.#transact(companyId, 'control.checkMirrors', (tx) => saveChecked(tx, companyId, tokens, this.#now()));
  }

  /** Whoever looks at these controls is told. */
  async #say(tx: Tx, companyId: string, steps: readonly MirrorStep[]): Promise<void> {
    const controlIds = new Set(steps.map((step) => (step.kind === 'SWITCH_OFF' ? step.row.controlId : step.mirror.controlId)));
    for (const controlId of controlIds) {
      const control = await findControl(tx, companyId, controlId, { evenRemoved: true });
      if (control === null) continue;
      const { userId, teamIds } = await findSubject(tx, companyId, control.scope, control.subjectId);
      await appendFeed(tx, { companyId, kind: 'CONTROL', event: 'control.mirrored', cardId: null, userId, teamIds });
    }
  }

  #now(): Date {
    return this.database.clock.now();
  }

  #transact(companyId: string, command: string, run: (tx: Tx) => Promise<void>): Promise<void> {
    return transact(this.database, { command, actor: { kind: 'system', companyId, name: 'marqeta' } }, async (tx) => {
      await gate(tx, companyId);
      await run(tx);
    });
  }
}

function targetsOf({ wanted, rows }: MirrorFacts) {
  const targets = [...wanted, ...rows].map(({ target }) => target);
  return [...new Map(targets.map((target) => [`${target.kind} ${target.token}`, target])).values()];
}

const COMPARED_PER_SECOND = 5;
/** Less than lies between two rounds. */
const ROUND_SECONDS = 240;

/** In which second of a round a company has its turn: a few each second, or as many more as it takes that all have one before the next round. */
export function turnOf(index: number, companies: number): number {
  return Math.floor(index / Math.max(COMPARED_PER_SECOND, companies / ROUND_SECONDS));
}

/**
 * Every few minutes compares what Marqeta has with what it should have, and with what was spent meanwhile, company by company. One after
 * the other through those minutes: all at once would keep decisions and Marqeta busy.
 */
export class CheckMirrors implements Job<unknown> {
  readonly name = CHECK;
  readonly cron = '*/5 * * * *';
  readonly atStart = true;

  constructor(private readonly database: Pick<Database, 'gateway' | 'clock'>) {}

  async run(): Promise<void> {
    const { gateway, clock } = this.database;
    const { rows } = await gateway.query<{ company_id: string }>(
      `SELECT company_id FROM spending_controls WHERE is_active AND mode = 'ENFORCE' AND scope IN ('COMPANY', 'CARD_PROGRAM', 'PERSON')
       UNION SELECT company_id FROM control_mirrors`,
    );
    const startMs = clock.now().getTime();
    await enqueueAllOn(
      gateway,
      MIRROR,
      rows.map(({ company_id: companyId }, i) => ({
        payload: { companyId, verifies: true },
        key: `${companyId} verified`,
        queue: queueOf(companyId),
        runAt: new Date(startMs + turnOf(i, rows.length) * 1_000),
      })),
    );
  }
}
