import type { DeadLettersFilterInput, DeadLetterState } from '../../gql/graphql.ts';
import type { MessageSearch } from '../../lib/search.ts';

const states: Readonly<Record<NonNullable<MessageSearch['show']> | 'waiting', readonly DeadLetterState[]>> = {
  waiting: ['SET_ASIDE', 'UNKNOWN', 'REPLAYING'],
  dismissed: ['DISMISSED'],
  done: ['APPLIED', 'KEPT'],
  all: [],
};

const hourMs = 3_600_000;
const spansMs = { hour: hourMs, day: 24 * hourMs, week: 168 * hourMs } as const;

/** What the address bar says, as the API asks for it. */
export function filterOf({ show, kind, age }: MessageSearch, nowMs: number): DeadLettersFilterInput {
  const state = states[show ?? 'waiting'];
  const weekAgo = new Date(nowMs - spansMs.week).toISOString();
  return {
    ...(state.length > 0 && { state: [...state] }),
    ...(kind !== undefined && kindOf(kind)),
    ...(age === 'older' && { receivedTo: weekAgo }),
    ...(age !== undefined && age !== 'older' && { receivedFrom: new Date(nowMs - spansMs[age]).toISOString() }),
  };
}

/** A plural has no dot; a type may have several. */
function kindOf(name: string): { envelope: string; type?: string } {
  const dot = name.indexOf('.');
  return dot < 0 ? { envelope: name } : { envelope: name.slice(0, dot), type: name.slice(dot + 1) };
}

/** The name of a kind, as the address bar and the figures of the server have it. */
export function kindName({ envelope, type }: { envelope: string; type?: string | null | undefined }): string {
  return type == null ? envelope : `${envelope}.${type}`;
}
