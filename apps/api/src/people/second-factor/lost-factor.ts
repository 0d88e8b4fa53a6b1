import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import { NotYourselfError } from '../../access/access.errors.ts';
import type { CommandOptions } from '../../access/commander.ts';
import { type GraphQLContext, optionsOf } from '../../access/graphql-context.ts';
import { assertMay } from '../../access/policy.ts';
import { assertProven } from '../../access/step-up.ts';
import { actorOf, type Member, memberOf } from '../../access/viewer.ts';
import type { Database } from '../../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';
import { isUuid } from '../../platform/ids.ts';
import { enqueue } from '../../platform/jobs.ts';
import { audit, once, transact, type Tx } from '../../platform/transact.ts';
import { Person } from '../person.entity.ts';
import type { SessionStore } from '../sign-in/session-store.ts';
import { FactorNotYoursToEndError, PersonWithoutFactorError } from './second-factor.errors.ts';

export const MAIL_FACTOR_ENDED = 'secondFactor.mailEnded';

type Needs = { readonly database: Database; readonly store: SessionStore };
type EndColleaguesFactor = { readonly idempotencyKey: string; readonly personId: string; readonly reason: string };

const LONGEST_REASON = 500;

/** For who has lost authenticator, passkeys and recovery codes: an admin, who knows them, lets them in by the password alone. */
export class LostFactor {
  constructor(private readonly needs: Needs) {}

  /**
   * Their sessions end too, and they are told by mail. Of who is also somewhere else, or an operator, it is not this company's to end.
   * @throws ForbiddenError, NotFoundError, StepUpRequiredError, NotYourselfError, PersonWithoutFactorError, FactorNotYoursToEndError
   */
  async end(by: Member, { idempotencyKey, personId: asked, reason }: EndColleaguesFactor, options: CommandOptions = {}): Promise<void> {
    const { database, store } = this.needs;
    const { companyId } = by;
    const personId = asked.toLowerCase();
    assertMay(by, 'person.manage', { companyId });
    if (!isUuid(personId)) throw new NotFoundError('person');
    if (personId === by.userId) throw new NotYourselfError();
    assertProven(by, database.clock.now());
    const why = reason.trim();
    if (why.length < 3 || why.length > LONGEST_REASON)
      throw new InvalidInputError('reason', `A reason has 3 to ${LONGEST_REASON} characters.`);
    const command = { ...options, command: 'secondFactor.endOther', actor: actorOf(by, options.ip) };
    const ended = await transact(database, command, async (tx) => {
      await gate(tx, companyId);
      return once(tx, idempotencyKey, { personId, reason: why }, async () => {
        const identityId = await identityOf(tx, companyId, personId);
        const sessions = await this.#end(tx, identityId);
        audit(tx, {
          subjectType: 'person',
          subjectId: personId,
          after: { secondFactor: 'ended', endedSessions: sessions.length },
          reason: why,
        });
        await enqueue(tx, MAIL_FACTOR_ENDED, { identityId }, { key: identityId });
        return sessions;
      });
    });
    for (const id of ended) await store.end(id);
  }

  async #end(tx: Tx, identityId: string): Promise<string[]> {
    const [whose] = await tx.query<{ is_operator: boolean; people: readonly unknown[] }[]>(
      'SELECT is_operator, people FROM auth_mailbox($1)',
      [identityId],
    );
    if (whose === undefined || whose.is_operator || whose.people.length > 1) throw new FactorNotYoursToEndError();
    const [factor] = await tx.query<{ ended: boolean }[]>('SELECT auth_end_factors($1) AS ended', [identityId]);
    if (factor?.ended !== true) throw new PersonWithoutFactorError();
    const rows = await tx.query<{ id: string }[]>(`SELECT id FROM auth_end_sessions($1, NULL, NULL, $2, 'access_changed') AS id`, [
      identityId,
      this.needs.database.clock.now(),
    ]);
    return rows.map(({ id }) => id);
  }
}

async function identityOf(tx: Tx, companyId: string, personId: string): Promise<string> {
  const person = await tx.findOneBy(Person, { companyId, id: personId });
  if (person === null) throw new NotFoundError('person');
  if (person.identityId === null) throw new PersonWithoutFactorError();
  return person.identityId;
}

@InputType({ description: 'A colleague who cannot give a code any more.' })
export class EndColleaguesSecondFactorInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'Who; never yourself.' })
  readonly personId: string;
  @Field(() => String, { description: 'Why, and how you know that it is them; 3 to 500 characters, kept in the audit log.' })
  readonly reason: string;
}

@Resolver()
export class LostFactorResolver {
  constructor(private readonly lost: LostFactor) {}

  @Mutation(() => Person, {
    description:
      "Ends a colleague's authenticator and passkeys, and their sessions: they sign in by the password alone, and are told by mail. Admin, with a fresh proof, and not one's own.",
  })
  async endColleaguesSecondFactor(
    @Arg('input', () => EndColleaguesSecondFactorInput) input: EndColleaguesSecondFactorInput,
    @Ctx() context: GraphQLContext,
  ): Promise<Person> {
    const member = memberOf(context.viewer);
    await this.lost.end(member, input, optionsOf(context));
    await context.forget();
    const person = await (await context.read()).findOneBy(Person, { companyId: member.companyId, id: input.personId.toLowerCase() });
    if (person === null) throw new NotFoundError('person');
    return person;
  }
}
