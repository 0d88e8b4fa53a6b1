import type { EntityManager } from 'typeorm';
import type { Tx } from '../platform/transact.ts';
import { type RuleSettings, settingsFrom } from './rules/thresholds.ts';

/** What a company looks for, and the version of it: 0 while nobody has changed anything. */
export type StoredSettings = {
  readonly version: number;
  readonly rules: RuleSettings;
  readonly changedBy: string | null;
  readonly changedAt: Date | null;
};

type Row = { version: number; rules: unknown; changed_by: string; changed_at: Date };

export async function settingsOf(manager: EntityManager, companyId: string): Promise<StoredSettings> {
  const [row] = await manager.query<Row[]>(
    `SELECT version, rules, changed_by, changed_at FROM risk_settings WHERE company_id = $1 ORDER BY version DESC LIMIT 1`,
    [companyId],
  );
  if (row === undefined) return { version: 0, rules: settingsFrom({}), changedBy: null, changedAt: null };
  return { version: row.version, rules: settingsFrom(row.rules), changedBy: row.changed_by, changedAt: row.changed_at };
}

export async function insertSettings(
  tx: Tx,
  companyId: string,
  { version, rules }: Pick<StoredSettings, 'version' | 'rules'>,
  by: { readonly name: string; readonly at: Date },
): Promise<void> {
  await tx.query(`INSERT INTO risk_settings (company_id, version, rules, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)`, [
    ...[companyId, version, JSON.stringify(rules), by.name, by.at],
  ]);
}
