import type { CommandOptions } from '../access/commander.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { audit, transact } from '../platform/transact.ts';
import { ReadingOverError } from './break-glass.errors.ts';
import { operatorIn } from './break-glass.service.ts';

/** What an operator asks for: how the operation calls itself, the fields at its root, and what it was given, without what somebody wrote. */
export type Asked = { readonly operation: string | null; readonly fields: readonly string[]; readonly variables: unknown };

/**
 * Leaves in the company's log what an operator is about to read, and looks once more whether they may. To be awaited before anything is
 * read: what could not be noted is not read. Nothing for anybody but an operator who reads.
 * @throws ReadingOverError
 */
export async function noteReading(
  database: Database,
  viewer: Viewer | null,
  askedFor: () => Asked,
  options: CommandOptions,
): Promise<void> {
  if (viewer?.role !== 'READER' || viewer.companyId === null) return;
  const { companyId, reading, sessionId } = viewer;
  const command = { ...options, command: 'breakGlass.read', actor: operatorIn(companyId, viewer, options.ip) };
  await transact(database, command, async (tx) => {
    const [open] = await tx.query<{ reason: string }[]>(
      `SELECT reason FROM break_glass_readings WHERE company_id = $1 AND id = $2 AND session_id = $3 AND ended_at IS NULL AND expires_at > $4`,
      [companyId, reading?.id ?? null, sessionId, database.clock.now()],
    );
    if (open === undefined) throw new ReadingOverError();
    audit(tx, { subjectType: 'reading', subjectId: reading?.id ?? '', after: askedFor(), reason: open.reason });
  });
}
