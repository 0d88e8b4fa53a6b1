import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import type { CommandOptions } from '../access/commander.ts';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { assertProven } from '../access/step-up.ts';
import { inSession, type Viewer } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import { enqueueAlone } from '../platform/jobs.ts';
import type { Sealer } from '../platform/seal.ts';
import { commandOfOwn } from './own-command.ts';
import { MAIL_RESET_DONE, mailboxOf } from './password-reset.ts';
import { hashPassword } from './sign-in/password.ts';
import { checkNewPassword } from './sign-in/password-strength.ts';
import type { SessionStore } from './sign-in/session-store.ts';
import { shownViewer, ViewerType } from './viewer.resolver.ts';

type Needs = { readonly database: Database; readonly sealer: Sealer; readonly store: SessionStore };
type ChangePassword = { readonly idempotencyKey: string; readonly password: string };

/** Another password for whoever is signed in and has just shown that it is them. */
export class OwnPassword {
  constructor(private readonly needs: Needs) {}

  /**
   * Ends every other session, and is told by mail: who did not do it learns of it.
   * @throws StepUpRequiredError, PasswordLengthError, GuessablePasswordError
   */
  async change(viewer: Viewer, { idempotencyKey, password }: ChangePassword, options: CommandOptions = {}): Promise<void> {
    const { database, sealer, store } = this.needs;
    const { identityId, sessionId } = viewer;
    const now = database.clock.now();
    assertProven(viewer, now);
    const mailbox = await mailboxOf(database, sealer, identityId);
    await checkNewPassword(password, mailbox === null ? [] : [mailbox.email, mailbox.displayName]);
    const passwordHash = await hashPassword(password);
    // Nothing of the password is compared when the key comes again: what is kept for that could be guessed at.
    const ended = await commandOfOwn(
      database,
      viewer,
      { ...options, command: 'password.change', idempotencyKey, input: {} },
      async (manager) => {
        const rows = await manager.query<{ id: string }[]>('SELECT id FROM auth_change_password($1, $2, $3, $4) AS id', [
          ...[identityId, sessionId, passwordHash, now],
        ]);
        await enqueueAlone(manager, MAIL_RESET_DONE, { identityId }, { key: identityId });
        const done = { subjectType: 'identity', subjectId: identityId, after: { endedSessions: rows.length } };
        return { answer: rows.map(({ id }) => id), done };
      },
    );
    for (const id of ended) await store.end(id);
  }
}

@InputType({ description: "Another password of the viewer's own." })
export class ChangeMyPasswordInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => String, { description: '12 to 200 characters, and none that has leaked or is easily guessed.' })
  readonly password: string;
}

@Resolver()
export class OwnPasswordResolver {
  constructor(private readonly own: OwnPassword) {}

  @Mutation(() => ViewerType, {
    description: "Sets another password; the viewer's other sessions end. After a fresh proof. For everybody who signs in.",
  })
  async changeMyPassword(
    @Arg('input', () => ChangeMyPasswordInput) input: ChangeMyPasswordInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ViewerType> {
    const viewer = inSession(context.viewer);
    await this.own.change(viewer, input, optionsOf(context));
    await context.forget();
    return shownViewer(viewer);
  }
}
