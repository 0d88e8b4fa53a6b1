import type { WalletDevice } from '@afc/marqeta';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { subjectOfPerson } from '../people/person-subject.ts';
import { accessObstacle, type CardAccess } from './card-access.ts';
import type {
  ApplePayPass,
  ApplePayRequest,
  CardAccessService,
  CardReveal,
  GooglePayPass,
  GooglePayRequest,
  PinFrame,
} from './card-access.service.ts';
import { Card } from './card.entity.ts';

const CardAccesses = { NUMBER: 'NUMBER', PIN: 'PIN', WALLET: 'WALLET' } as const satisfies { readonly [Access in CardAccess]: Access };
registerEnumType(CardAccesses, {
  name: 'CardAccess',
  description: 'What only the holder may see or set of a card, or hand over to a wallet.',
  valuesConfig: {
    NUMBER: { description: 'To see number, expiry and CVV, by `revealCard`.' },
    PIN: { description: 'To set the PIN of an active physical card, by `openPinFrame`.' },
    WALLET: { description: 'To put an active card into a phone, by `provisionApplePay` or `provisionGooglePay`.' },
  },
});

@InputType({ description: 'Names the card that its holder wants to look at or set a PIN of.' })
class CardAccessInput {
  @Field(() => ID, { description: "A card of the viewer's own; another is refused, whatever the role." })
  readonly cardId: string;
}

const WalletDevices = {
  MOBILE_PHONE: 'MOBILE_PHONE',
  WATCH: 'WATCH',
  TABLET: 'TABLET',
  WEARABLE_DEVICE: 'WEARABLE_DEVICE',
  HOUSEHOLD_DEVICE: 'HOUSEHOLD_DEVICE',
  AUTOMOBILE_DEVICE: 'AUTOMOBILE_DEVICE',
} as const satisfies { readonly [Device in WalletDevice]: Device };
registerEnumType(WalletDevices, {
  name: 'WalletDevice',
  description: 'Kinds of devices that a card goes into, as Marqeta names them.',
  valuesConfig: {
    MOBILE_PHONE: { description: 'A telephone.' },
    WATCH: { description: 'A watch.' },
    TABLET: { description: 'A tablet computer.' },
    WEARABLE_DEVICE: { description: 'Something worn that is no watch.' },
    HOUSEHOLD_DEVICE: { description: 'Something that stays in the house.' },
    AUTOMOBILE_DEVICE: { description: 'A car.' },
  },
});

@InputType({ description: "What PassKit on the holder's phone says when a card is to go into Apple Pay." })
class ApplePayInput implements ApplePayRequest {
  @Field(() => ID, { description: "An active card of the viewer's own." })
  readonly cardId: string;
  @Field(() => WalletDevices, { description: 'The device that the card is to go into.' })
  readonly deviceType: WalletDevice;
  @Field(() => String, { description: 'Version of the app that asks, 1 to 50 characters.' })
  readonly appVersion: string;
  @Field(() => [String], { description: "Apple's certificates in base64, as PassKit gives them." })
  readonly certificates: string[];
  @Field(() => String, { description: 'Made by Apple for this request, in base64, as PassKit gives it.' })
  readonly nonce: string;
  @Field(() => String, { description: "The device's signature of the nonce, in base64, as PassKit gives it." })
  readonly nonceSignature: string;
}

@ObjectType('ApplePayPass', { description: 'Encrypted for Apple; hand it to PassKit.', simpleResolvers: true })
class ApplePayPassType implements ApplePayPass {
  @Field(() => String, { description: "The card, encrypted for Apple: PassKit's `encryptedPassData`." })
  readonly encryptedPassData: string;
  @Field(() => String, { description: "By which the network takes the request for the issuer's: PassKit's `activationData`." })
  readonly activationData: string;
  @Field(() => String, { description: "Made for this one pass: PassKit's `ephemeralPublicKey`." })
  readonly ephemeralPublicKey: string;
}

@InputType({ description: "What Google's wallet on the holder's phone says when a card is to go into it." })
class GooglePayInput implements GooglePayRequest {
  @Field(() => ID, { description: "An active card of the viewer's own." })
  readonly cardId: string;
  @Field(() => WalletDevices, { description: 'The device that the card is to go into.' })
  readonly deviceType: WalletDevice;
  @Field(() => String, { description: 'Version of the app that asks, 1 to 50 characters.' })
  readonly appVersion: string;
  @Field(() => String, { description: "The device, as Google's wallet names it: 1 to 24 characters." })
  readonly deviceId: string;
  @Field(() => String, { description: "The holder's account, as Google's wallet names it: 1 to 50 characters." })
  readonly walletAccountId: string;
}

@ObjectType('GooglePayPass', { description: "Encrypted for Google; hand it to the wallet's push tokenisation.", simpleResolvers: true })
class GooglePayPassType implements GooglePayPass {
  @Field(() => String, { description: 'The card, encrypted for Google.' })
  readonly opaquePaymentCard: string;
  @Field(() => String, { nullable: true, description: 'What the wallet is to call the card; null when Marqeta says nothing of it.' })
  readonly displayName: string | null;
  @Field(() => String, { nullable: true, description: "The last digits of the card's number; null when Marqeta says nothing of them." })
  readonly lastDigits: string | null;
  @Field(() => String, {
    nullable: true,
    description: "The card's network, as Marqeta spells it for the wallet; null when it says nothing of it.",
  })
  readonly network: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Who makes the token that the wallet keeps, as Marqeta spells it; null when it says nothing of it.',
  })
  readonly tokenServiceProvider: string | null;
}

@ObjectType('CardReveal', { description: 'What marqeta.js needs to show a card in frames of its own origin.', simpleResolvers: true })
class CardRevealType implements CardReveal {
  @Field(() => String, { description: 'Shows the card once, within five minutes.' })
  readonly clientAccessToken: string;
  @Field(() => String, { description: 'Address of marqeta.js.' })
  readonly scriptUrl: string;
}

@ObjectType('PinFrame', { description: "A page of the issuer's, for a frame.", simpleResolvers: true })
class PinFrameType implements PinFrame {
  @Field(() => String, { description: 'Sets the PIN once, within an hour.' })
  readonly url: string;
}

/** What only the holder sees of a card, and only in frames of Marqeta's. */
@Resolver(() => Card)
export class CardAccessResolver {
  constructor(private readonly service: CardAccessService) {}

  @Mutation(() => CardRevealType, { description: "The holder's own card. Each time is on record; at most ten times an hour." })
  revealCard(@Arg('input', () => CardAccessInput) { cardId }: CardAccessInput, @Ctx() context: GraphQLContext): Promise<CardReveal> {
    return this.service.reveal(memberOf(context.viewer), cardId, optionsOf(context));
  }

  @Mutation(() => PinFrameType, { description: "Opens the frame in which the holder sets the card's PIN." })
  openPinFrame(@Arg('input', () => CardAccessInput) { cardId }: CardAccessInput, @Ctx() context: GraphQLContext): Promise<PinFrame> {
    return this.service.openPin(memberOf(context.viewer), cardId, optionsOf(context));
  }

  @Mutation(() => ApplePayPassType, { description: "For the holder's app on an iPhone: puts the card into Apple Pay." })
  provisionApplePay(@Arg('input', () => ApplePayInput) input: ApplePayInput, @Ctx() context: GraphQLContext): Promise<ApplePayPass> {
    return this.service.provisionApplePay(memberOf(context.viewer), input.cardId, input, optionsOf(context));
  }

  @Mutation(() => GooglePayPassType, { description: "For the holder's app on an Android phone: puts the card into Google Pay." })
  provisionGooglePay(@Arg('input', () => GooglePayInput) input: GooglePayInput, @Ctx() context: GraphQLContext): Promise<GooglePayPass> {
    return this.service.provisionGooglePay(memberOf(context.viewer), input.cardId, input, optionsOf(context));
  }

  @FieldResolver(() => [CardAccesses], { description: 'What of the card the viewer may see or set now.' })
  async accesses(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<CardAccess[]> {
    const viewer = memberOf(context.viewer);
    const subject = await subjectOfPerson(context, card.companyId, card.userId);
    const { isSetUp } = this.service;
    const allowed = {
      NUMBER: isSetUp && may(viewer, 'card.reveal', subject),
      PIN: isSetUp && may(viewer, 'card.setPin', subject),
      WALLET: may(viewer, 'card.provision', subject),
    };
    return (['NUMBER', 'PIN', 'WALLET'] as const).filter(
      (access) => allowed[access] && accessObstacle(access, card, card.cardType) === null,
    );
  }
}
