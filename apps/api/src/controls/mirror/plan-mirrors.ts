import type { MccGroup, VelocityControl } from '@afc/marqeta';
import { type Change, drift } from '../../marqeta/provisioning/drift.ts';
import { parseDecimal, toDecimal } from '../../platform/money.ts';
import type { Mirror } from './mirrored.ts';

/** A row of `control_mirrors`: what Marqeta was asked for, and what it last took. */
export type MirrorRow = {
  readonly token: string;
  readonly controlId: string;
  readonly controlVersion: number;
  readonly state: MirrorState;
  readonly told: Told | null;
  /** Where it differed when somebody last looked. */
  readonly differences: readonly Change[] | null;
  /** What Marqeta refused is asked for again after a while: a cardholder may be active by then. */
  readonly mayRetry: boolean;
};

export type MirrorState = 'WAITING' | 'MIRRORED' | 'DIFFERS' | 'KEEPS' | 'REFUSED' | 'OFF';

/** What Marqeta answered to, whatever it said. */
export type Told = { readonly body: object; readonly mccs: readonly string[] | null };

/** What Marqeta has of ours, when somebody looked; by token. */
export type FoundMirrors = { readonly controls: ReadonlyMap<string, VelocityControl>; readonly groups: ReadonlyMap<string, MccGroup> };

export type MirrorStep =
  /** It is to be as wanted. `differs`: somebody changed it over there. */
  | { readonly kind: 'SET'; readonly mirror: Mirror; readonly differs: readonly Change[] }
  /** It is as wanted already; the control has a newer version all the same. */
  | { readonly kind: 'CONFIRM'; readonly mirror: Mirror }
  /** Nothing of ours binds there any more. */
  | { readonly kind: 'SWITCH_OFF'; readonly row: MirrorRow; readonly differs: readonly Change[] };

/**
 * What has to be done so that Marqeta has exactly these. Without `found` only what changed here is told; with it, what changed over
 * there is put right as well. Limits come before what is switched off, so that there is no moment without either.
 */
export function planMirrors(wanted: readonly Mirror[], rows: readonly MirrorRow[], found: FoundMirrors | null): MirrorStep[] {
  const known = new Map(rows.map((row) => [row.token, row]));
  const tokens = new Set(wanted.map(({ token }) => token));
  return [
    ...wanted.flatMap((mirror) => stepFor(mirror, known.get(mirror.token), found)),
    ...rows.filter(({ token }) => !tokens.has(token)).flatMap((row) => switchOff(row, found)),
  ];
}

function stepFor(mirror: Mirror, row: MirrorRow | undefined, found: FoundMirrors | null): MirrorStep[] {
  const set = (differs: readonly Change[]): MirrorStep[] => [{ kind: 'SET', mirror, differs }];
  // Until it was told what we want, what it has is no surprise.
  if (row?.told == null || !sameAs(mirror, row.told)) return set([]);
  if (row.state === 'REFUSED') return row.mayRetry ? set([]) : [];
  if (found !== null) {
    const differs = differencesOf(mirror, found);
    if (differs.length > 0) return row.state === 'KEEPS' && sameChanges(differs, row.differences) ? [] : set(differs);
    // Whoever has just looked knows better than what was written down.
    if (row.state !== 'MIRRORED') return [{ kind: 'CONFIRM', mirror }];
  }
  if (row.state === 'WAITING' || row.state === 'DIFFERS') return set([]);
  return row.controlVersion === mirror.controlVersion || row.state === 'KEEPS' ? [] : [{ kind: 'CONFIRM', mirror }];
}

function switchOff(row: MirrorRow, found: FoundMirrors | null): MirrorStep[] {
  const wasRefused = row.state === 'REFUSED' && row.told === null;
  if (row.state !== 'OFF') return wasRefused && !row.mayRetry ? [] : [{ kind: 'SWITCH_OFF', row, differs: [] }];
  const isOn = String(found?.controls.get(row.token)?.active) === 'true';
  return isOn ? [{ kind: 'SWITCH_OFF', row, differs: [{ field: 'active', from: true, to: false }] }] : [];
}

function sameChanges(some: readonly Change[], others: readonly Change[] | null): boolean {
  const text = (changes: readonly Change[]) => JSON.stringify(changes.map(({ field, from, to }) => [field, from ?? null, to]));
  return others !== null && text(some) === text(others);
}

export function toldOf({ body, group }: Mirror): Told {
  return { body, mccs: group?.mccs ?? null };
}

function sameAs(mirror: Mirror, told: Told): boolean {
  const { body, mccs } = toldOf(mirror);
  return drift(body, told.body).length === 0 && JSON.stringify(mccs) === JSON.stringify(told.mccs);
}

/** Where Marqeta's control and its group of merchants differ from what is wanted. */
export function differencesOf({ token, body, group }: Mirror, { controls, groups }: FoundMirrors): Change[] {
  const control = controls.get(token);
  if (control === undefined) return [{ field: 'token', from: null, to: token }];
  const { name: _name, ...limit } = body;
  const ofLimit = drift(limit, { ...control, amount_limit: plain(control.amount_limit, control.currency_code) });
  if (group === null) return ofLimit;
  const merchants = groups.get(group.token);
  const ofGroup =
    merchants === undefined
      ? [{ field: 'mccs', from: null, to: group.mccs }]
      : drift({ mccs: group.mccs, active: true }, { active: true, ...merchants });
  return [...ofLimit, ...ofGroup];
}

/** `200`, `200.0` and `200.00` are one amount (wire-format §1.5). What is finer than the currency stays, and differs. */
function plain(amount: string, currency: string): string {
  try {
    return toDecimal(parseDecimal(amount, currency));
  } catch {
    return amount;
  }
}
