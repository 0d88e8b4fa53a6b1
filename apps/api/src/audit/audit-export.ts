import type { CommandOptions } from '../access/commander.ts';
import { assertMay } from '../access/policy.ts';
import { actorOf, signedIn, type Viewer } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { operate } from '../platform/operate.ts';
import type { RateLimit } from '../platform/rate-limit.ts';
import { runOn } from '../platform/run.ts';
import type { Sealer } from '../platform/seal.ts';
import { audit, read, transact } from '../platform/transact.ts';
import { ExportTooOftenError } from './audit.errors.ts';
import { INSTALLATION_CHAIN } from './chain.ts';
import { chainRecords, type KeptChain, keptChain, type Reading } from './chain-records.ts';
import { rangeIn } from './decision-seals.ts';
import { exportFileName, exportHead, type ExportLine } from './export-file.ts';
import { decisionsIn } from './kept-decisions.ts';

/** For each person; an export reads everything. */
export const EXPORT_RATE = { name: 'audit-export', aMinute: 3 } as const;

type Deps = { readonly database: Database; readonly sealer: Sealer; readonly rate: RateLimit };

export type AuditFile = { readonly name: string; readonly lines: AsyncIterable<string> };

/** The whole chain of the viewer's company, or of the installation for an operator, as lines that can be verified without us. */
export class AuditExport {
  constructor(private readonly deps: Deps) {}

  /**
   * That it was taken is in the log before the first line is read.
   * @param decisions also the decision records that the log seals
   * @throws UnauthenticatedError, ForbiddenError, ExportTooOftenError
   */
  async open(by: Viewer | null, decisions: boolean, options: CommandOptions = {}): Promise<AuditFile> {
    const viewer = signedIn(by);
    const { companyId, identityId } = viewer;
    assertMay(viewer, 'audit.see', { companyId });
    if (!(await this.deps.rate.take(identityId)).allowed) throw new ExportTooOftenError();
    const reading: Reading = (work) => read(this.deps.database, companyId ?? '', (manager) => work(runOn(manager)));
    const kept = await reading((run) => keptChain(run, companyId ?? INSTALLATION_CHAIN));
    await this.#note(viewer, kept, decisions, options);
    const company = companyId === null ? 'the installation' : await reading((run) => nameOf(run, companyId));
    const at = this.deps.database.clock.now();
    return { name: exportFileName(kept.chain, at), lines: this.#lines(reading, kept, { company, at, decisions }) };
  }

  async *#lines(reading: Reading, kept: KeptChain, head: Parameters<typeof exportHead>[1]): AsyncGenerator<string> {
    for (const line of exportHead(kept, head)) yield written(line);
    for await (const record of chainRecords(reading, this.deps.sealer, kept.chain, kept.end.number)) {
      yield written({ kind: 'event', ...record });
      const range = head.decisions ? rangeIn(record) : null;
      if (range !== null)
        for await (const decision of decisionsIn(reading, kept.chain, range)) yield written({ kind: 'decision', ...decision });
    }
  }

  async #note(viewer: Viewer, { chain, end }: KeptChain, decisions: boolean, options: CommandOptions): Promise<void> {
    const { database } = this.deps;
    const detail = { subjectType: 'audit', subjectId: chain, after: { upTo: end.number, ...(decisions ? { decisions } : {}) } };
    if (viewer.companyId !== null)
      return transact(database, { ...options, command: 'audit.export', actor: actorOf(viewer, options.ip) }, (tx) =>
        Promise.resolve(audit(tx, detail)),
      );
    const { identityId, displayName } = viewer;
    const { traceId, ...where } = options;
    const command = {
      command: 'audit.export',
      operator: { identityId, displayName, ...where },
      input: {},
      idempotencyKey: uuidv7(database.clock),
    };
    await operate(database, { ...command, ...(traceId === undefined ? {} : { traceId }) }, () =>
      Promise.resolve({ answer: null, done: [detail] }),
    );
  }
}

function written(line: ExportLine): string {
  return `${JSON.stringify(line)}\n`;
}

async function nameOf(run: Parameters<Parameters<Reading>[0]>[0], companyId: string): Promise<string> {
  const [company] = await run<{ name: string }>(`SELECT name FROM companies WHERE id = $1`, [companyId]);
  return company?.name ?? companyId;
}
