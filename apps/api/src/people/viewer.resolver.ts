import { Ctx, Field, FieldResolver, ID, ObjectType, Query, registerEnumType, Resolver, Root } from 'type-graphql';
import { ForbiddenError } from '../access/access.errors.ts';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { PERMISSIONS, type Permission as PermissionName, permissionsOf } from '../access/policy.ts';
import type { Role as ViewerRole, Viewer } from '../access/viewer.ts';
import type { Sealer } from '../platform/seal.ts';
import { personById, personKeyOf } from './people.loader.ts';
import { Person, Role } from './person.entity.ts';
import { openIdentityEmail, openPersonEmail } from './sealed-email.ts';

const Permission = Object.fromEntries(Object.keys(PERMISSIONS).map((name) => [name, name])) as { [Name in PermissionName]: Name };
registerEnumType(Permission, {
  name: 'Permission',
  description: 'What a viewer may do beyond their own things; a manager, only in the teams they manage.',
  valuesConfig: {
    ISSUE_CARD: { description: 'Issue cards to people of the company.' },
    FREEZE_ANY_CARD: { description: 'Freeze cards of others.' },
    TERMINATE_CARD: { description: 'Close a card for good.' },
    EDIT_CONTROLS: { description: 'Set controls and exceptions of people and cards; a manager never their own.' },
    STOP_SPENDING: { description: 'Set emergency stops, and lift them.' },
    SEE_EMERGENCY_STOPS: { description: 'See what is stopped and was, with who and why.' },
    EDIT_BUDGETS: { description: 'Set the monthly budgets of the company and its teams.' },
    DECIDE_DISPUTES: { description: 'Argue on in a dispute, give in, or bear the loss.' },
    SEE_COMPANY_SPEND: { description: 'See overview and balances of the whole company.' },
    SET_RETENTION: { description: 'Set for how long the company keeps what need not be kept for ever.' },
    SET_COMPANY_CLOCK: { description: "Set the company's zone and where its weeks and fiscal years begin." },
    SEE_PEOPLE: { description: 'See people other than oneself.' },
    MANAGE_PEOPLE: { description: 'Invite people into the company.' },
    SEE_LEDGER: { description: 'See the accounts of the ledger and their transfers.' },
    SEE_ORPHAN_HOLDS: { description: 'See approvals that Marqeta did not simply confirm.' },
    MANAGE_API_KEYS: { description: 'Make service accounts and their API keys, and revoke them.' },
    MOVE_FUNDS: { description: "Announce top-ups, ask for withdrawals, agree to another admin's, and set when that is needed." },
    RUN_INSTALLATION: { description: "See the operator's screens: the health of the installation and what waits for an operator." },
    SEE_AUDIT_LOG: { description: 'See who did what, of the company or, as an operator, of the installation, and download it.' },
    SEE_RISK_CASES: { description: 'See cases that the rules on purchases opened, and handle them.' },
    SET_RISK_RULES: { description: 'Set what the rules on purchases look for.' },
    SEE_SANCTIONS_HITS: { description: 'See whom the sanctions list may name, and decide whether it does.' },
    SEE_READINGS: { description: 'See which operators have read the company, or, as one of them, any; and end a reading.' },
    MANAGE_COMPANY_SIGN_IN: { description: "Set up the company's identity provider, and require it of its people." },
    VERIFY_COMPANY: { description: "Accept the company's terms and have it verified." },
  },
});

@ObjectType('Viewer', {
  simpleResolvers: true,
  description: 'Who asks: a person of a company or an operator, signed in, or a service account with its API key.',
})
export class ViewerType {
  @Field(() => ID, { description: 'UUID of the person or the service account; for an operator, of the identity that signs in.' })
  readonly id: string;
  @Field(() => Role, { description: 'What they may see and do; `permissions` says it one by one.' })
  readonly role: ViewerRole;
  @Field(() => String, {
    description: 'First and last name of the person; the name given to the service account, or to the identity of an operator.',
  })
  readonly displayName: string;
  @Field(() => String, { description: 'The language of mails, and of answers that name none: `en` or `pt-PT`.' })
  readonly locale: string;
  @Field(() => Boolean, {
    description: "Whether their company's identity provider has signed them in: then it is the one that proves who they are.",
  })
  readonly signedInByCompany: boolean;
  readonly viewer: Viewer;
}

export function shownViewer(viewer: Viewer): ViewerType {
  const { role, displayName, locale, byCompany } = viewer;
  return { id: viewer.userId ?? viewer.identityId, role, displayName, locale, signedInByCompany: byCompany === true, viewer };
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  constructor(private readonly sealer: Sealer) {}

  @Query(() => ViewerType, { nullable: true, description: 'Who is asking. Null before sign-in.' })
  viewer(@Ctx() { viewer }: GraphQLContext): ViewerType | null {
    return viewer === null ? null : shownViewer(viewer);
  }

  @FieldResolver(() => String, {
    description: "The person's address; for an operator, the one that signs in. A service account has none, and is refused as FORBIDDEN.",
  })
  async email(@Root() { viewer }: ViewerType, @Ctx() context: GraphQLContext): Promise<string> {
    if (viewer.role === 'SERVICE') throw new ForbiddenError('A service account has no address.');
    const email =
      viewer.userId === null || viewer.role === 'READER'
        ? await this.#ofIdentity(viewer.identityId, context)
        : await this.#ofPerson(viewer.userId, context);
    if (email === null) throw new Error('the viewer has no address');
    return email;
  }

  @FieldResolver(() => Person, {
    nullable: true,
    description: 'The person in the company. Null for an operator and for a service account.',
  })
  async person(@Root() { viewer }: ViewerType, @Ctx() { loaders }: GraphQLContext): Promise<Person | null> {
    return viewer.userId === null ? null : loaders.load(personById, viewer.userId);
  }

  @FieldResolver(() => [Permission], {
    description: 'What the viewer may do, for drawing or hiding controls; the server decides again.',
  })
  permissions(@Root() { viewer }: ViewerType): PermissionName[] {
    return permissionsOf(viewer);
  }

  async #ofPerson(userId: string, { loaders }: GraphQLContext): Promise<string | null> {
    const [person, key] = await Promise.all([loaders.load(personById, userId), loaders.load(personKeyOf, userId)]);
    return person === null ? null : openPersonEmail(this.sealer, userId, key?.wrappedKey ?? null, person.emailSealed);
  }

  async #ofIdentity(identityId: string, context: GraphQLContext): Promise<string | null> {
    const manager = await context.read();
    const [row] = await manager.query<{ email_hash: Buffer; email_sealed: Buffer; wrapped_key: Buffer }[]>(
      'SELECT email_hash, email_sealed, wrapped_key FROM auth_email_of($1)',
      [identityId],
    );
    if (row === undefined) return null;
    return openIdentityEmail(this.sealer, { hash: row.email_hash, sealed: row.email_sealed, wrapped: row.wrapped_key });
  }
}
