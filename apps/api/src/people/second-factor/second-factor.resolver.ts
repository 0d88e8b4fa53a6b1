import { Arg, Ctx, Field, FieldResolver, InputType, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../../access/graphql-context.ts';
import { inSession } from '../../access/viewer.ts';
import { InvalidInputError } from '../../platform/errors.ts';
import { DateTime } from '../../platform/graphql/scalars.ts';
import { IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';
import { shownViewer, ViewerType } from '../viewer.resolver.ts';
import { findSecondFactor } from './code-check.ts';
import type { OwnSecondFactor } from './own-second-factor.ts';

@ObjectType('SecondFactor', { simpleResolvers: true, description: 'Codes of an authenticator app, asked for after the password.' })
export class SecondFactorType {
  @Field(() => DateTime, { description: 'Since when it is asked for.' })
  readonly confirmedAt: Date;
  @Field(() => Int, { description: 'Codes for who loses the authenticator that are not used yet, of ten.' })
  readonly recoveryCodesLeft: number;
}

@ObjectType('SecondFactorEnrolment', {
  simpleResolvers: true,
  description: 'A secret for an authenticator app, which asks for nothing yet.',
})
export class SecondFactorEnrolmentType {
  @Field(() => String, { description: 'Base32, to be typed into an app that has no camera.' })
  readonly secret: string;
  @Field(() => String, { description: 'What a QR code is to say: `otpauth://totp/…`.' })
  readonly uri: string;
}

@ObjectType('RecoveryCodes', { simpleResolvers: true, description: 'Codes for who loses the authenticator. They are shown this once.' })
export class RecoveryCodesType {
  @Field(() => [String], { description: 'Ten, each good once in place of a code of the authenticator.' })
  readonly codes: string[];
}

@InputType({ description: "The viewer's own second factor, which there is not yet." })
export class BeginSecondFactorInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
}

@InputType({ description: 'What the authenticator app shows.' })
export class SecondFactorCodeInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Six digits. Where a second factor is set up, a recovery code as well. Each is taken once. `renewRecoveryCodes` does without after a fresh proof: who has passkeys alone has no digits.',
  })
  readonly code?: string | null;
}

@InputType({ description: "The viewer's own second factor." })
export class EndSecondFactorInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
}

@Resolver(() => ViewerType)
export class SecondFactorResolver {
  constructor(private readonly own: OwnSecondFactor) {}

  @FieldResolver(() => SecondFactorType, {
    nullable: true,
    description: 'The authenticator app. Null while there is none, and for who was signed in by their company.',
  })
  async secondFactor(@Root() { viewer }: ViewerType, @Ctx() context: GraphQLContext): Promise<SecondFactorType | null> {
    if (viewer.byCompany === true) return null;
    const factor = await findSecondFactor(await context.read(), viewer.identityId);
    if (factor === null || factor.confirmedAt === null) return null;
    return { confirmedAt: factor.confirmedAt, recoveryCodesLeft: factor.recoveryCodesLeft };
  }

  @Mutation(() => SecondFactorEnrolmentType, {
    description: 'Gives a secret for an authenticator app; `confirmSecondFactor` makes it asked for. After a fresh proof.',
  })
  beginSecondFactor(
    @Arg('input', () => BeginSecondFactorInput) input: BeginSecondFactorInput,
    @Ctx() context: GraphQLContext,
  ): Promise<SecondFactorEnrolmentType> {
    return this.own.begin(inSession(context.viewer), input, optionsOf(context));
  }

  @Mutation(() => RecoveryCodesType, {
    description: 'From here on signing in asks for a code. Asked again it is refused: `renewRecoveryCodes` gives new codes.',
  })
  async confirmSecondFactor(
    @Arg('input', () => SecondFactorCodeInput) { code }: SecondFactorCodeInput,
    @Ctx() context: GraphQLContext,
  ): Promise<RecoveryCodesType> {
    const viewer = inSession(context.viewer);
    if (code == null) throw new InvalidInputError('code', 'Give what the authenticator app shows.');
    return { codes: await this.own.confirm(viewer, code, optionsOf(context)) };
  }

  @Mutation(() => RecoveryCodesType, { description: 'Ten new recovery codes; those there were are good no more.' })
  async renewRecoveryCodes(
    @Arg('input', () => SecondFactorCodeInput) { code }: SecondFactorCodeInput,
    @Ctx() context: GraphQLContext,
  ): Promise<RecoveryCodesType> {
    return { codes: await this.own.renewCodes(inSession(context.viewer), code ?? null, optionsOf(context)) };
  }

  @Mutation(() => ViewerType, {
    description: 'Ends the authenticator app. Without a passkey, signing in asks for the password alone from here on. After a fresh proof.',
  })
  async endSecondFactor(
    @Arg('input', () => EndSecondFactorInput) input: EndSecondFactorInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ViewerType> {
    const viewer = inSession(context.viewer);
    await this.own.end(viewer, input, optionsOf(context));
    await context.forget();
    return shownViewer(viewer);
  }
}
