import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../../access/graphql-context.ts';
import { inSession, type Viewer } from '../../access/viewer.ts';
import { InvalidInputError, NotFoundError } from '../../platform/errors.ts';
import { DateTime } from '../../platform/graphql/scalars.ts';
import { IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';
import { factorsOf } from '../second-factor/factors.ts';
import { shownViewer, ViewerType } from '../viewer.resolver.ts';
import type { OwnPasskeys } from './own-passkeys.ts';
import { type OwnPasskey, passkeysOf } from './passkey-store.ts';

@ObjectType('Passkey', {
  simpleResolvers: true,
  description: 'A key in a device or a password manager of the viewer’s (WebAuthn), which signs in without a password.',
})
export class PasskeyType implements OwnPasskey {
  @Field(() => ID, { description: 'UUID.' })
  readonly id: string;
  @Field(() => String, { description: 'What its owner calls it.' })
  readonly name: string;
  @Field(() => Boolean, {
    description: 'Whether it is kept beyond the one device, as password managers do. What is not is lost with the device.',
  })
  readonly backedUp: boolean;
  @Field(() => DateTime, { description: 'When it was added.' })
  readonly createdAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it last signed in or proved who asks. Null: never yet.' })
  readonly lastUsedAt: Date | null;
}

@ObjectType('PasskeyCreation', { simpleResolvers: true, description: 'What a browser needs to make a passkey, good for five minutes.' })
export class PasskeyCreationType {
  @Field(() => String, {
    description: 'JSON: `PublicKeyCredentialCreationOptionsJSON`, for `PublicKeyCredential.parseCreationOptionsFromJSON`.',
  })
  readonly options: string;
}

@ObjectType('AddedPasskey', { simpleResolvers: true, description: 'A passkey that was added.' })
export class AddedPasskeyType {
  @Field(() => PasskeyType, { description: 'It signs in from here on.' })
  readonly passkey: PasskeyType;
  @Field(() => [String], {
    nullable: true,
    description:
      'For whom it is the first second factor: ten codes for when it is lost, each good once. They are shown this once. Null for others.',
  })
  readonly recoveryCodes: string[] | null;
}

@InputType({ description: 'A passkey of the viewer’s own, which there is not yet.' })
export class BeginPasskeyInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
}

@InputType({ description: 'A passkey that a browser has made for the challenge of `beginPasskey`.' })
export class AddPasskeyInput {
  @Field(() => String, { description: 'What its owner will know it by; 1 to 60 characters.' })
  readonly name: string;
  @Field(() => String, { description: 'JSON: `RegistrationResponseJSON`, as `PublicKeyCredential.toJSON` gives it. Each is taken once.' })
  readonly credential: string;
}

@InputType({ description: 'Another name for a passkey of the viewer’s own.' })
export class RenamePasskeyInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'Which.' })
  readonly passkeyId: string;
  @Field(() => String, { description: '1 to 60 characters.' })
  readonly name: string;
}

@InputType({ description: 'A passkey of the viewer’s own.' })
export class RemovePasskeyInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'Which.' })
  readonly passkeyId: string;
}

@Resolver(() => ViewerType)
export class PasskeyResolver {
  constructor(private readonly own: OwnPasskeys) {}

  @FieldResolver(() => [PasskeyType], { description: 'The oldest first. Empty for who was signed in by their company.' })
  async passkeys(@Root() { viewer }: ViewerType, @Ctx() context: GraphQLContext): Promise<PasskeyType[]> {
    return viewer.byCompany === true ? [] : passkeysOf(await context.read(), viewer.identityId);
  }

  @FieldResolver(() => Int, {
    description: 'Codes for who loses authenticator and passkeys that are not used yet. 0 for who was signed in by their company.',
  })
  async recoveryCodesLeft(@Root() { viewer }: ViewerType, @Ctx() context: GraphQLContext): Promise<number> {
    return viewer.byCompany === true ? 0 : (await factorsOf(await context.read(), viewer.identityId)).recoveryCodesLeft;
  }

  @Mutation(() => PasskeyCreationType, {
    description: 'Gives a browser what it needs to make a passkey; `addPasskey` adds it. After a fresh proof.',
  })
  async beginPasskey(
    @Arg('input', () => BeginPasskeyInput) input: BeginPasskeyInput,
    @Ctx() context: GraphQLContext,
  ): Promise<PasskeyCreationType> {
    return { options: JSON.stringify(await this.own.begin(inSession(context.viewer), input, optionsOf(context))) };
  }

  @Mutation(() => AddedPasskeyType, {
    description:
      'From here on it signs in by itself, and the password alone does no more. The viewer is told by mail. After a fresh proof.',
  })
  async addPasskey(
    @Arg('input', () => AddPasskeyInput) { name, credential }: AddPasskeyInput,
    @Ctx() context: GraphQLContext,
  ): Promise<AddedPasskeyType> {
    const viewer = inSession(context.viewer);
    const { passkeyId, recoveryCodes } = await this.own.add(viewer, name, registrationIn(credential), optionsOf(context));
    return { passkey: await findOwn(viewer, passkeyId, context), recoveryCodes };
  }

  @Mutation(() => PasskeyType, { description: 'Calls it something else.' })
  async renamePasskey(
    @Arg('input', () => RenamePasskeyInput) input: RenamePasskeyInput,
    @Ctx() context: GraphQLContext,
  ): Promise<PasskeyType> {
    const viewer = inSession(context.viewer);
    await this.own.rename(viewer, input, optionsOf(context));
    return findOwn(viewer, input.passkeyId.toLowerCase(), context);
  }

  @Mutation(() => ViewerType, {
    description:
      'It signs in no more. After the last second factor, the password alone does again. The viewer is told by mail. After a fresh proof.',
  })
  async removePasskey(
    @Arg('input', () => RemovePasskeyInput) input: RemovePasskeyInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ViewerType> {
    const viewer = inSession(context.viewer);
    await this.own.remove(viewer, input, optionsOf(context));
    await context.forget();
    return shownViewer(viewer);
  }
}

async function findOwn({ identityId }: Viewer, passkeyId: string, context: GraphQLContext): Promise<PasskeyType> {
  await context.forget();
  const passkey = (await passkeysOf(await context.read(), identityId)).find(({ id }) => id === passkeyId);
  if (passkey === undefined) throw new NotFoundError('passkey');
  return passkey;
}

/** @throws InvalidInputError */
function registrationIn(text: string): RegistrationResponseJSON {
  const credential = parsed(text);
  if (!isRegistration(credential)) throw new InvalidInputError('credential', 'Give what the browser made, as JSON.');
  return credential;
}

function parsed(text: string): unknown {
  try {
    return text.length > 20_000 ? null : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** As far as what we read of it goes; the rest is judged with its signature. */
function isRegistration(value: unknown): value is RegistrationResponseJSON {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('rawId' in value) || !('response' in value)) return false;
  const { response } = value;
  return (
    typeof value.id === 'string' &&
    typeof response === 'object' &&
    response !== null &&
    'clientDataJSON' in response &&
    typeof response.clientDataJSON === 'string' &&
    'attestationObject' in response &&
    typeof response.attestationObject === 'string'
  );
}
