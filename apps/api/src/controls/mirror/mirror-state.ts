import { loaderManyBy } from '../../platform/graphql/loader.ts';
import type { StoredControl } from '../control-store.ts';
import { type NotMirrored, notMirroredWhy } from './mirrored.ts';
import type { MirrorState } from './plan-mirrors.ts';

/** How a control stands at Marqeta, for whoever looks at it. */
export type ControlMirror = {
  readonly state: 'NOT_MIRRORED' | 'WAITING' | 'MIRRORED' | 'DIFFERS';
  /** Why it is ours alone. */
  readonly reason: NotMirrored | null;
  /** Why Marqeta refused it, as an error code of its. */
  readonly refusal: string | null;
  readonly checkedAt: Date | null;
  /** When it was last found otherwise; it may be put right since. */
  readonly differedAt: Date | null;
  readonly timesDiffered: number;
};

/** One of the mirrors of a control. */
export type ShownMirror = {
  readonly controlId: string;
  readonly controlVersion: number;
  readonly state: MirrorState;
  readonly refusal: string | null;
  readonly checkedAt: Date | null;
  readonly differedAt: Date | null;
  readonly timesDiffered: number;
};

export const mirrorsOfControl = loaderManyBy<string, ShownMirror>(
  (mirror) => mirror.controlId,
  (manager, controlIds) =>
    manager.query<ShownMirror[]>(
      `SELECT control_id AS "controlId", control_version AS "controlVersion", state, refusal, checked_at AS "checkedAt", differed_at AS "differedAt",
              times_differed AS "timesDiffered" FROM control_mirrors WHERE control_id = ANY ($1) ORDER BY token`,
      [controlIds],
    ),
);

/** The worst of its mirrors: what differs before what waits, and only when all are there is it mirrored. */
export function mirrorStateOf(control: StoredControl, mirrors: readonly ShownMirror[]): ControlMirror {
  const { version } = control;
  const reason = notMirroredWhy(control);
  const current = mirrors.filter(({ state }) => state !== 'OFF');
  const facts = {
    refusal: current.find(({ refusal }) => refusal !== null)?.refusal ?? null,
    checkedAt: earliest(current.map(({ checkedAt }) => checkedAt)),
    differedAt: latest(mirrors.map(({ differedAt }) => differedAt)),
    timesDiffered: mirrors.reduce((sum, { timesDiffered }) => sum + timesDiffered, 0),
  };
  const some = (...states: readonly MirrorState[]) => current.some(({ state }) => states.includes(state));
  if (some('DIFFERS', 'KEEPS', 'REFUSED')) return { state: 'DIFFERS', reason: null, ...facts };
  // Until the last of it is off, a control that no longer binds waits too.
  if (reason !== null)
    return { state: current.length === 0 ? 'NOT_MIRRORED' : 'WAITING', reason: current.length === 0 ? reason : null, ...facts };
  const isThere = current.length > 0 && current.every(({ state, controlVersion }) => state === 'MIRRORED' && controlVersion === version);
  return { state: isThere ? 'MIRRORED' : 'WAITING', reason: null, ...facts };
}

/** Null when one of them was never looked at. */
function earliest(dates: readonly (Date | null)[]): Date | null {
  const known = dates.filter((date) => date !== null);
  return known.length < dates.length ? null : (known.toSorted(byTime)[0] ?? null);
}

function latest(dates: readonly (Date | null)[]): Date | null {
  return (
    dates
      .filter((date) => date !== null)
      .toSorted(byTime)
      .at(-1) ?? null
  );
}

function byTime(one: Date, other: Date): number {
  return one.getTime() - other.getTime();
}
