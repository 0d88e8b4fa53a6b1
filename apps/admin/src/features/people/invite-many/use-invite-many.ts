import type { Refusal } from '@afc/client';
import { useState } from 'react';
import { graphql } from '../../../gql/index.ts';
import { type BulkRow } from '../../../lib/bulk/bulk-outcome.tsx';
import { MOST_AT_ONCE } from '../../../lib/bulk/selection-bar.tsx';
import { useCommand } from '../../../lib/command.ts';
import type { InviteeLine } from './invitee-lines.ts';

const InvitePeople = graphql(`
  mutation InvitePeople($input: InvitePeopleInput!) {
    invitePeople(input: $input) {
      id
      undoableUntil
      rows {
        place
        refusal
        sentence
      }
    }
  }
`);

const UndoInvitationBulk = graphql(`
  mutation UndoInvitationBulk($input: UndoInvitationBulkInput!) {
    undoInvitationBulk(input: $input) {
      id
      rows {
        place
        refusal
        sentence
      }
    }
  }
`);

/** What became of a line, or would become of it. */
export type LineOutcome = BulkRow & { state: 'FORESEEN' | 'INVITED' | 'WITHDRAWN' };
/** By the number of the line. */
export type LineOutcomes = ReadonlyMap<number, LineOutcome>;

/** Invitations that one command sent, and to which lines. */
interface Sent {
  id: string;
  undoableUntil: string | null;
  lines: readonly InviteeLine[];
}

export interface InviteMany {
  outcomes: LineOutcomes;
  busy: 'FORESEEING' | 'SENDING' | 'UNDOING' | null;
  refusal: Refusal | null;
  /** Until when what was sent can be taken back; null when nothing can. */
  undoableUntil: Date | null;
  /** Asks what would become of the lines, and does nothing. True when all were answered. */
  foresee: (lines: readonly InviteeLine[]) => Promise<boolean>;
  /** Invites those of the lines that are open. True when all were answered; else the next time goes on where it stopped. */
  send: (lines: readonly InviteeLine[]) => Promise<boolean>;
  undo: () => Promise<boolean>;
}

/** Invites the people of a list, as many with one command as it takes. What is refused of a line keeps no other from being invited. */
export function useInviteMany(): InviteMany {
  const foreseeing = useCommand(InvitePeople);
  const sending = useCommand(InvitePeople);
  const undoing = useCommand(UndoInvitationBulk);
  const [outcomes, setOutcomes] = useState<LineOutcomes>(new Map());
  const [sent, setSent] = useState<readonly Sent[]>([]);

  const note = (lines: readonly InviteeLine[], rows: readonly BulkRow[], state: LineOutcome['state']) =>
    setOutcomes((before) => {
      const after = new Map(before);
      for (const [index, { number }] of lines.entries()) {
        const row = rows[index];
        if (row !== undefined) after.set(number, { refusal: row.refusal ?? null, sentence: row.sentence ?? null, state });
      }
      return after;
    });

  const foresee = async (lines: readonly InviteeLine[]) => {
    setOutcomes(new Map());
    setSent([]);
    for (const some of chunksOf(lines)) {
      const done = await foreseeing.run({ people: some.map(inputOf), dryRun: true });
      if (done === null) return false;
      note(some, done.invitePeople.rows, 'FORESEEN');
    }
    return true;
  };
  const send = async (lines: readonly InviteeLine[]) => {
    const open = lines.filter(({ number }) => isOpen(outcomes.get(number)));
    for (const some of chunksOf(open)) {
      const done = await sending.run({ people: some.map(inputOf) });
      if (done === null) return false;
      const { id, undoableUntil, rows } = done.invitePeople;
      note(some, rows, 'INVITED');
      const invited = some.filter((_line, index) => rows[index]?.refusal == null);
      setSent((before) => [...before, { id, undoableUntil: undoableUntil ?? null, lines: invited }]);
    }
    return true;
  };
  const undo = async () => {
    for (const { id, lines } of sent) {
      const done = await undoing.run({ bulkId: id });
      if (done === null) return false;
      note(lines, done.undoInvitationBulk.rows, 'WITHDRAWN');
      setSent((before) => before.filter((one) => one.id !== id));
    }
    return true;
  };

  const busy = foreseeing.busy ? 'FORESEEING' : sending.busy ? 'SENDING' : undoing.busy ? 'UNDOING' : null;
  const ends = sent.flatMap(({ undoableUntil, lines }) => (undoableUntil === null || lines.length === 0 ? [] : Date.parse(undoableUntil)));
  return {
    ...{ outcomes, foresee, send, undo },
    busy,
    refusal: foreseeing.refusal ?? sending.refusal ?? undoing.refusal,
    undoableUntil: ends.length === 0 ? null : new Date(Math.min(...ends)),
  };
}

/** Whether a line can still be sent: nobody has said that it would be refused, and it was not sent. */
export function isOpen(outcome: LineOutcome | undefined): boolean {
  return outcome === undefined || (outcome.state === 'FORESEEN' && outcome.refusal == null);
}

function inputOf({ firstName, lastName, email, role, teamId }: InviteeLine) {
  return { firstName, lastName, email, role, teamId };
}

function chunksOf(lines: readonly InviteeLine[]): InviteeLine[][] {
  const chunks: InviteeLine[][] = [];
  for (let from = 0; from < lines.length; from += MOST_AT_ONCE) chunks.push(lines.slice(from, from + MOST_AT_ONCE));
  return chunks;
}
