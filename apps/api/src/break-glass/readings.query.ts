import type { EntityManager } from 'typeorm';
import type { Reading } from './reading.ts';

const MOST = 50;

type Row = {
  id: string;
  company_id: string;
  company_name: string;
  operator_name: string;
  reason: string;
  started_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
};

const OF_COMPANY = `SELECT r.id, r.company_id, c.name AS company_name, r.operator_name, r.reason, r.started_at, r.expires_at, r.ended_at, r.ended_by
  FROM break_glass_readings r JOIN companies c ON c.id = r.company_id WHERE r.company_id = $1`;

/** The newest first. Without a company, those of all of them, for an operator. */
export async function listReadings(manager: EntityManager, companyId: string | null): Promise<Reading[]> {
  const rows =
    companyId === null
      ? await manager.query<Row[]>(`SELECT * FROM installation_readings(NULL)`)
      : await manager.query<Row[]>(`${OF_COMPANY} ORDER BY r.id DESC LIMIT ${MOST}`, [companyId]);
  return rows.map(readingOf);
}

export async function findReading(manager: EntityManager, companyId: string | null, id: string): Promise<Reading | null> {
  const [row] =
    companyId === null
      ? await manager.query<Row[]>(`SELECT * FROM installation_readings($1)`, [id])
      : await manager.query<Row[]>(`${OF_COMPANY} AND r.id = $2`, [companyId, id]);
  return row === undefined ? null : readingOf(row);
}

/** For an operator, who is in no company: by a part of the name or by the id, 20 at most. */
export function findCompanies(manager: EntityManager, sought: string): Promise<{ id: string; name: string }[]> {
  return manager.query(`SELECT id, name FROM installation_companies($1)`, [sought.trim()]);
}

function readingOf(row: Row): Reading {
  return {
    ...{ id: row.id, companyId: row.company_id, companyName: row.company_name, operatorName: row.operator_name, reason: row.reason },
    ...{ startedAt: row.started_at, expiresAt: row.expires_at, endedAt: row.ended_at, endedBy: row.ended_by },
  };
}
