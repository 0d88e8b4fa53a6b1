import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import type { CommandOptions } from '../access/commander.ts';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { actorOf, inSession, type Locale, type Member, memberOf } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import { audit, once, transact } from '../platform/transact.ts';
import { shownViewer, ViewerType } from './viewer.resolver.ts';

const LOCALES: readonly Locale[] = ['en', 'pt-PT'];

export type Profile = { readonly locale: Locale };

/** What people set of themselves: no right is needed, and nobody sets it of another. */
export class ProfileService {
  constructor(private readonly database: Database) {}

  async set(by: Member, input: Profile & { readonly idempotencyKey: string }, options: CommandOptions = {}): Promise<Profile> {
    const { companyId, userId } = by;
    const { locale } = input;
    return transact(this.database, { ...options, command: 'person.setProfile', actor: actorOf(by, options.ip) }, async (tx) => {
      await gate(tx, companyId);
      return once(tx, input.idempotencyKey, { locale }, async () => {
        const [was] = await tx.query<Profile[]>('SELECT locale FROM users WHERE company_id = $1 AND id = $2', [companyId, userId]);
        if (was?.locale === locale) return { locale };
        const now = this.database.clock.now();
        await tx.query('UPDATE users SET locale = $3, updated_at = $4 WHERE company_id = $1 AND id = $2', [companyId, userId, locale, now]);
        // Each of the person's sessions reads who they are anew.
        await tx.query('SELECT auth_touch_person($1, $2)', [companyId, userId]);
        audit(tx, { subjectType: 'person', subjectId: userId, before: was, after: { locale } });
        return { locale };
      });
    });
  }
}

@InputType({ description: 'What people set of themselves.' })
export class SetMyProfileInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => String, { description: 'The language of mails, and of answers that name none: `en` or `pt-PT`.' })
  readonly locale: string;
}

@Resolver()
export class ProfileResolver {
  constructor(private readonly service: ProfileService) {}

  @Mutation(() => ViewerType, { description: 'Sets what people set of themselves. For everybody but an operator.' })
  async setMyProfile(
    @Arg('input', () => SetMyProfileInput) { idempotencyKey, locale: asked }: SetMyProfileInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ViewerType> {
    const member = memberOf(inSession(context.viewer));
    const wanted = LOCALES.find((one) => one === asked);
    if (wanted === undefined) throw new InvalidInputError('locale', `The product speaks ${LOCALES.join(' and ')}.`);
    const { locale } = await this.service.set(member, { idempotencyKey, locale: wanted }, optionsOf(context));
    await context.forget();
    return shownViewer({ ...member, locale });
  }
}
