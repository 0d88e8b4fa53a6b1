import type { EntityManager } from 'typeorm';
import { appendFeed } from '../feed/append.ts';
import { StaleVersionError } from '../platform/errors.ts';
import { audit, contextOf, type Tx } from '../platform/transact.ts';

/** What is set of a company's money in one currency. */
export type FundSetting = {
  readonly companyId: string;
  readonly currency: string;
  readonly fourEyesAboveMinor: bigint | null;
  readonly approvalId: string | null;
  readonly lowBelowMinor: bigint | null;
  readonly lowSince: Date | null;
  /** 0 while nothing was ever set. */
  readonly version: number;
};

/** As it waits for another admin's yes: amounts as decimal text. */
export type Loosening = { readonly currency: string; readonly fromMinor: string; readonly toMinor: string | null };

type Row = {
  company_id: string;
  currency: string;
  four_eyes_above_minor: string | null;
  approval_id: string | null;
  low_below_minor: string | null;
  low_since: Date | null;
  version: number;
};

/** Of each currency in which the company has money or cards, and of its own. */
export async function fundSettings(manager: EntityManager, companyId: string): Promise<FundSetting[]> {
  const rows = await manager.query<Row[]>(
    `SELECT $1::uuid AS company_id, c.currency, s.four_eyes_above_minor, s.approval_id, s.low_below_minor, s.low_since, coalesce(s.version, 0) AS version
       FROM (SELECT currency FROM companies WHERE id = $1 UNION SELECT currency FROM card_products WHERE company_id = $1
             UNION SELECT currency FROM ledger_accounts WHERE company_id = $1) c
       LEFT JOIN fund_settings s ON s.company_id = $1 AND s.currency = c.currency ORDER BY c.currency`,
    [companyId],
  );
  return rows.map((row) => ({
    companyId: row.company_id,
    currency: row.currency,
    fourEyesAboveMinor: row.four_eyes_above_minor === null ? null : BigInt(row.four_eyes_above_minor),
    approvalId: row.approval_id,
    lowBelowMinor: row.low_below_minor === null ? null : BigInt(row.low_below_minor),
    lowSince: row.low_since,
    version: row.version,
  }));
}

/** Null for a currency that the company does not use. */
export async function fundSettingOf(manager: EntityManager, companyId: string, currency: string): Promise<FundSetting | null> {
  return (await fundSettings(manager, companyId)).find((setting) => setting.currency === currency) ?? null;
}

export async function saveFundSetting(
  tx: Tx,
  { companyId, currency, fourEyesAboveMinor, approvalId, lowBelowMinor, version }: Omit<FundSetting, 'lowSince'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO fund_settings (company_id, currency, four_eyes_above_minor, approval_id, low_below_minor, version, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (company_id, currency) DO UPDATE SET four_eyes_above_minor = EXCLUDED.four_eyes_above_minor, approval_id = EXCLUDED.approval_id,
       low_below_minor = EXCLUDED.low_below_minor, version = EXCLUDED.version, updated_at = EXCLUDED.updated_at`,
    [
      ...[companyId, currency, fourEyesAboveMinor?.toString() ?? null, approvalId, lowBelowMinor?.toString() ?? null, version],
      contextOf(tx).database.clock.now(),
    ],
  );
  await appendFeed(tx, { companyId, kind: 'BALANCE', event: 'balance.settings_changed' });
}

/** What another admin agreed to. @throws StaleVersionError when the setting has become another since it was asked */
export async function loosen(tx: Tx, companyId: string, { currency, fromMinor, toMinor }: Loosening): Promise<void> {
  const setting = await fundSettingOf(tx, companyId, currency);
  if (setting?.fourEyesAboveMinor?.toString() !== fromMinor) throw new StaleVersionError('setting');
  await saveFundSetting(tx, {
    ...setting,
    fourEyesAboveMinor: toMinor === null ? null : BigInt(toMinor),
    approvalId: null,
    version: setting.version + 1,
  });
  const [before, after] = [{ fourEyesAboveMinor: fromMinor }, { fourEyesAboveMinor: toMinor }];
  audit(tx, { subjectType: 'fund_setting', subjectId: currency, before, after });
}

/** The change that was asked for came to nothing. */
export async function stopWaiting(tx: Tx, companyId: string, currency: string): Promise<void> {
  const setting = await fundSettingOf(tx, companyId, currency);
  if (setting !== null) await saveFundSetting(tx, { ...setting, approvalId: null, version: setting.version + 1 });
}
