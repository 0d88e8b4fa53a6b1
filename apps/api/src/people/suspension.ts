import type { PersonStatus, SuspensionSource } from './person.entity.ts';

/** Both may have suspended somebody, each for their own reasons. Nobody in particular, of who is suspended, is an admin. */
export function sourcesOf(person: {
  readonly status: PersonStatus;
  readonly suspendedBy: readonly SuspensionSource[];
}): SuspensionSource[] {
  if (person.status !== 'SUSPENDED') return [];
  return person.suspendedBy.length === 0 ? ['ADMIN'] : [...person.suspendedBy];
}

export function suspendedAlsoBy(sources: readonly SuspensionSource[], by: SuspensionSource): SuspensionSource[] {
  return [...new Set([...sources, by])].sort();
}

/** An admin lifts what anybody set; a directory not what an admin did, who may know more than it does. */
export function mayLift(sources: readonly SuspensionSource[], by: SuspensionSource): boolean {
  return by === 'ADMIN' || !sources.includes('ADMIN');
}
