import { Arg, Ctx, Field, FieldResolver, InputType, Mutation, Resolver, Root } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import type { CommandOptions } from '../access/commander.ts';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { actorOf, inSession, type Locale, type Member, memberOf } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import { audit, once, transact, type Tx } from '../platform/transact.ts';
import { NameFromDirectoryError } from './people.errors.ts';
import { personById } from './people.loader.ts';
import { renamePerson } from './person-changes.ts';
import { displayNameOf } from './person.entity.ts';
import { shownViewer, ViewerType } from './viewer.resolver.ts';

const LOCALES: readonly Locale[] = ['en', 'pt-PT'];

/** What is not said stays as it is. */
export type Profile = { readonly locale?: Locale; readonly firstName?: string; readonly lastName?: string };

/** What people set of themselves: no right is needed, and nobody sets it of another. */
export class ProfileService {
  constructor(private readonly database: Database) {}

  /** @throws NameFromDirectoryError, InvalidInputError */
  async set(
    by: Member,
    { idempotencyKey, ...input }: Profile & { readonly idempotencyKey: string },
    options: CommandOptions = {},
  ): Promise<void> {
    const { companyId } = by;
    await transact(this.database, { ...options, command: 'person.setProfile', actor: actorOf(by, options.ip) }, async (tx) => {
      await gate(tx, companyId);
      return once(tx, idempotencyKey, input, async () => {
        await this.#rename(tx, by, input);
        if (input.locale !== undefined) await this.#speak(tx, by, input.locale);
        return {};
      });
    });
  }

  async #rename(tx: Tx, { companyId, userId: personId }: Member, { firstName, lastName }: Profile): Promise<void> {
    if (firstName === undefined && lastName === undefined) return;
    const [was] = await tx.query<{ firstName: string; lastName: string }[]>(
      `SELECT first_name AS "firstName", last_name AS "lastName" FROM users WHERE company_id = $1 AND id = $2`,
      [companyId, personId],
    );
    if (was === undefined) throw new NotFoundError('person');
    if (await isKeptByDirectory(tx, companyId, personId)) throw new NameFromDirectoryError();
    await renamePerson(tx, { companyId, personId }, { firstName: firstName ?? was.firstName, lastName: lastName ?? was.lastName });
  }

  async #speak(tx: Tx, { companyId, userId }: Member, locale: Locale): Promise<void> {
    const [was] = await tx.query<{ locale: Locale }[]>('SELECT locale FROM users WHERE company_id = $1 AND id = $2', [companyId, userId]);
    if (was?.locale === locale) return;
    const now = this.database.clock.now();
    await tx.query('UPDATE users SET locale = $3, updated_at = $4 WHERE company_id = $1 AND id = $2', [companyId, userId, locale, now]);
    // Each of the person's sessions reads who they are anew.
    await tx.query('SELECT auth_touch_person($1, $2)', [companyId, userId]);
    audit(tx, { subjectType: 'person', subjectId: userId, before: was, after: { locale } });
  }
}

/** Whether the company's directory (SCIM) says who somebody is: what is changed here, it would change back. */
async function isKeptByDirectory(manager: EntityManager, companyId: string, personId: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>('SELECT FROM scim_users WHERE company_id = $1 AND id = $2 AND removed_at IS NULL', [
    ...[companyId, personId],
  ]);
  return rows.length > 0;
}

@InputType({ description: 'What people set of themselves; what is not said stays as it is.' })
export class SetMyProfileInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => String, { nullable: true, description: 'The language of mails, and of answers that name none: `en` or `pt-PT`.' })
  readonly locale?: string | null;
  @Field(() => String, { nullable: true, description: '1 to 40 characters.' })
  readonly firstName?: string | null;
  @Field(() => String, { nullable: true, description: '1 to 40 characters.' })
  readonly lastName?: string | null;
}

@Resolver(() => ViewerType)
export class ProfileResolver {
  constructor(private readonly service: ProfileService) {}

  @Mutation(() => ViewerType, {
    description:
      "Sets what people set of themselves. Of a name the issuer is told afterwards; cards keep the one that stands on them. Refused as NAME_FROM_DIRECTORY to whom the company's directory names. For everybody but an operator.",
  })
  async setMyProfile(
    @Arg('input', () => SetMyProfileInput) { idempotencyKey, ...asked }: SetMyProfileInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ViewerType> {
    const member = memberOf(inSession(context.viewer));
    const locale = asked.locale == null ? undefined : LOCALES.find((one) => one === asked.locale);
    if (asked.locale != null && locale === undefined) throw new InvalidInputError('locale', `The product speaks ${LOCALES.join(' and ')}.`);
    const profile = {
      ...(locale === undefined ? {} : { locale }),
      ...(asked.firstName == null ? {} : { firstName: asked.firstName }),
      ...(asked.lastName == null ? {} : { lastName: asked.lastName }),
    };
    await this.service.set(member, { idempotencyKey, ...profile }, optionsOf(context));
    await context.forget();
    const person = await context.loaders.load(personById, member.userId);
    if (person === null) throw new NotFoundError('person');
    return shownViewer({ ...member, locale: locale ?? member.locale, displayName: displayNameOf(person) });
  }

  @FieldResolver(() => Boolean, {
    description: "Whether the company's directory says how the viewer is called, so that they do not change it here.",
  })
  async nameFromDirectory(@Root() { viewer }: ViewerType, @Ctx() context: GraphQLContext): Promise<boolean> {
    const { companyId, userId, role } = viewer;
    if (companyId === null || userId === null || role === 'SERVICE' || role === 'READER') return false;
    return isKeptByDirectory(await context.read(), companyId, userId);
  }
}
