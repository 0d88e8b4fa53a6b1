import type pg from 'pg';
import type { MirrorState } from './plan-mirrors.ts';

/** How many mirrors of all companies are in each state. */
export type MirrorCounts = Readonly<Record<MirrorState, number>>;

export async function countMirrors(gateway: pg.Pool): Promise<MirrorCounts> {
  const { rows } = await gateway.query<{ state: MirrorState; count: string }>(`SELECT state, count(*) FROM control_mirrors GROUP BY state`);
  const none: MirrorCounts = { WAITING: 0, MIRRORED: 0, DIFFERS: 0, KEEPS: 0, REFUSED: 0, OFF: 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)])) };
}
