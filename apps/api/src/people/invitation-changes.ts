import type { Locale, PersonRole } from '../access/viewer.ts';
import type { DomainError } from '../platform/errors.ts';
import { uuidv7 } from '../platform/ids.ts';
import { enqueue, enqueueAll } from '../platform/jobs.ts';
import type { Sealer } from '../platform/seal.ts';
import { audit, contextOf, nameOfActor, type Tx } from '../platform/transact.ts';
import { sealInvitationEmail } from './invitation.ts';
import { TooManyInvitationsError } from './people.errors.ts';
import { type Known, refusalToInvite } from './refusal-to-invite.ts';

export type NewInvitation = {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly role: PersonRole;
  readonly teamId: string | null;
  readonly locale: Locale;
  /** Whether a link is mailed. Without one they come in by the company's provider alone, whenever they first do. */
  readonly mailed: boolean;
};

export const MAIL_INVITATION = 'invitation.mail';

const DAY_MS = 24 * 3_600_000;
/** Of a link that lies in a mailbox. */
const LINK_LASTS_MS = 7 * DAY_MS;
/** Of an invitation without a link: until it is taken back. */
const UNMAILED_LASTS_MS = 3_650 * DAY_MS;
/** Mails that one invitation causes at most. */
const MOST_ROUNDS = 10;

/** Under the gate. @throws NotFoundError (a team), PersonExistsError, PersonInvitedError, TooManyInvitationsError */
export async function sendInvitation(tx: Tx, sealer: Sealer, invitation: NewInvitation): Promise<{ invitationId: string }> {
  const [sent] = await sendInvitations(tx, sealer, [invitation]);
  if (sent === undefined || 'refusal' in sent) throw sent?.refusal ?? new Error('nobody was invited');
  return sent;
}

/** An invitation that was sent, or why it is not. */
export type Sent = { readonly invitationId: string } | { readonly refusal: DomainError };

/** Invitations of one company, mailed or not, in a few statements however many they are. Under the gate. */
export async function sendInvitations(tx: Tx, sealer: Sealer, wanted: readonly NewInvitation[]): Promise<Sent[]> {
  const { command, database } = contextOf(tx);
  const { companyId } = command.actor;
  const named = wanted.map((invitation) => ({ ...invitation, hashes: sealer.emailHashes(invitation.email).map(hex) }));
  const known = await knownOf(tx, companyId, named);
  const fresh: (NewInvitation & { readonly id: string })[] = [];
  const sent = named.map((invitation): Sent => {
    const refusal = refusalToInvite(invitation, known);
    if (refusal !== null) return { refusal };
    for (const hash of invitation.hashes) known.invited.add(hash);
    known.open[invitation.mailed ? 'mailed' : 'unmailed'] += 1;
    const invitationId = uuidv7(database.clock);
    fresh.push({ ...invitation, id: invitationId });
    return { invitationId };
  });
  await insertInvitations(tx, sealer, companyId, fresh);
  for (const { id, role, teamId } of fresh) audit(tx, { subjectType: 'invitation', subjectId: id, after: { role, teamId } });
  await enqueueAll(
    tx,
    MAIL_INVITATION,
    fresh.filter(({ mailed }) => mailed).map(({ id }) => ({ payload: { companyId, invitationId: id }, key: id })),
  );
  return sent;
}

async function insertInvitations(
  tx: Tx,
  sealer: Sealer,
  companyId: string,
  invitations: readonly (NewInvitation & { readonly id: string })[],
): Promise<void> {
  if (invitations.length === 0) return;
  const { command, database } = contextOf(tx);
  const { actor } = command;
  const now = database.clock.now();
  const rows = invitations.map((invitation) => ({ ...invitation, ...sealer.newKey() }));
  await tx.query(
    `INSERT INTO invitations (company_id, id, first_name, last_name, email_sealed, email_hash, wrapped_key, role, team_id, locale, state,
       invited_by_name, created_at, sent_at, expires_at)
     SELECT $1, i.id, i.first_name, i.last_name, i.email_sealed, i.email_hash, i.wrapped_key, i.role, i.team_id, i.locale, 'OPEN', $2, $3, $3, i.expires_at
       FROM unnest($4::uuid[], $5::text[], $6::text[], $7::bytea[], $8::bytea[], $9::bytea[], $10::text[], $11::uuid[], $12::text[], $13::timestamptz[])
         AS i (id, first_name, last_name, email_sealed, email_hash, wrapped_key, role, team_id, locale, expires_at)`,
    [
      ...[companyId, nameOfActor(actor), now],
      ...[rows.map(({ id }) => id), rows.map(({ firstName }) => firstName), rows.map(({ lastName }) => lastName)],
      rows.map(({ key, id, email }) => sealInvitationEmail(key, id, email)),
      ...[rows.map(({ email }) => sealer.emailHash(email)), rows.map(({ wrapped }) => wrapped), rows.map(({ role }) => role)],
      ...[rows.map(({ teamId }) => teamId), rows.map(({ locale }) => locale), rows.map(({ mailed }) => endOf(now, mailed))],
    ],
  );
}

type Subject = { readonly companyId: string; readonly id: string };

/** Of one that is open or was withdrawn; the link before is good no more. Under the gate. @throws TooManyInvitationsError */
export async function sendAnew(tx: Tx, { companyId, id, round }: Subject & { readonly round: number }, mailed = true): Promise<void> {
  if (mailed && round >= MOST_ROUNDS) throw new TooManyInvitationsError();
  const now = contextOf(tx).database.clock.now();
  await tx.query(
    `UPDATE invitations SET state = 'OPEN', settled_at = NULL, round = round + 1, sent_at = $3, expires_at = $4
      WHERE company_id = $1 AND id = $2 AND state IN ('OPEN', 'WITHDRAWN')`,
    [companyId, id, now, endOf(now, mailed)],
  );
  if (mailed) await enqueue(tx, MAIL_INVITATION, { companyId, invitationId: id }, { key: id });
  audit(tx, { subjectType: 'invitation', subjectId: id, after: { round: round + 1 } });
}

/** Its link is good no more. Under the gate. */
export async function withdrawInvitation(tx: Tx, { companyId, id }: Subject): Promise<void> {
  await withdrawInvitations(tx, companyId, [id]);
}

/** Their links are good no more. Under the gate. @returns those that were open */
export async function withdrawInvitations(tx: Tx, companyId: string, ids: readonly string[]): Promise<Set<string>> {
  const [withdrawn] = await tx.query<[{ id: string }[], number]>(
    `UPDATE invitations SET state = 'WITHDRAWN', settled_at = $3 WHERE company_id = $1 AND id = ANY ($2) AND state = 'OPEN' RETURNING id`,
    [companyId, ids, contextOf(tx).database.clock.now()],
  );
  for (const { id } of withdrawn) audit(tx, { subjectType: 'invitation', subjectId: id, after: { state: 'WITHDRAWN' } });
  return new Set(withdrawn.map(({ id }) => id));
}

function endOf(now: Date, mailed: boolean): Date {
  return new Date(now.getTime() + (mailed ? LINK_LASTS_MS : UNMAILED_LASTS_MS));
}

type Named = { readonly hashes: readonly string[]; readonly teamId: string | null };

async function knownOf(tx: Tx, companyId: string, named: readonly Named[]): Promise<Known> {
  const [row] = await tx.query<{ people: string[]; invited: string[]; teams: string[]; mailed: number; unmailed: number }[]>(
    `WITH asked AS (SELECT decode(hash, 'hex') AS hash FROM unnest($2::text[]) AS hash)
     SELECT ARRAY(SELECT encode(email_hash, 'hex') FROM users WHERE company_id = $1 AND email_hash IN (SELECT hash FROM asked)) AS people,
            ARRAY(SELECT encode(email_hash, 'hex') FROM invitations
                   WHERE company_id = $1 AND email_hash IN (SELECT hash FROM asked) AND state = 'OPEN') AS invited,
            ARRAY(SELECT id FROM teams WHERE company_id = $1 AND id = ANY ($3)) AS teams, open.mailed, open.unmailed
       FROM (SELECT count(*) FILTER (WHERE expires_at - sent_at <= $4 * interval '1 millisecond')::int AS mailed,
                    count(*) FILTER (WHERE expires_at - sent_at > $4 * interval '1 millisecond')::int AS unmailed
               FROM invitations WHERE company_id = $1 AND state = 'OPEN') open`,
    [companyId, named.flatMap(({ hashes }) => hashes), named.flatMap(({ teamId }) => teamId ?? []), LINK_LASTS_MS],
  );
  const { people = [], invited = [], teams = [], mailed = 0, unmailed = 0 } = row ?? {};
  return { people: new Set(people), invited: new Set(invited), teams: new Set(teams), open: { mailed, unmailed } };
}

function hex(hash: Buffer): string {
  return hash.toString('hex');
}
