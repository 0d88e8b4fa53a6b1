import { categoryName, channelName } from '@afc/words';
import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { signedIn } from '../access/viewer.ts';
import { MERCHANT_CATEGORIES, type MerchantCategory } from './categories.ts';
import { type Channel, CHANNELS } from './channel.ts';
import { Channels, MerchantCategories } from './control.type.ts';

@ObjectType('MerchantCategoryName', { description: 'A kind of merchant, and what it is called.', simpleResolvers: true })
class MerchantCategoryName {
  @Field(() => MerchantCategories, { description: 'As controls and `willItWork` take it.' })
  readonly category: MerchantCategory;
  @Field(() => String, { description: "In the viewer's language, with a capital letter." })
  readonly name: string;
}

@ObjectType('ChannelName', { description: 'A way of using a card, and what it is called.', simpleResolvers: true })
class ChannelName {
  @Field(() => Channels, { description: 'As controls and `willItWork` take it.' })
  readonly channel: Channel;
  @Field(() => String, { description: "In the viewer's language, with a capital letter." })
  readonly name: string;
}

/** What can be chosen where somebody describes a purchase, in the viewer's language. */
@Resolver()
export class TraitNamesResolver {
  @Query(() => [MerchantCategoryName], { description: "All kinds of merchants, by their names in the viewer's language." })
  merchantCategories(@Ctx() { viewer, locale }: GraphQLContext): MerchantCategoryName[] {
    signedIn(viewer);
    const names = MERCHANT_CATEGORIES.map((category) => ({ category, name: sentenceCase(categoryName(locale, category)) }));
    return names.sort((one, other) => one.name.localeCompare(other.name, locale));
  }

  @Query(() => [ChannelName], { description: "All ways of using a card, with their names in the viewer's language." })
  channels(@Ctx() { viewer, locale }: GraphQLContext): ChannelName[] {
    signedIn(viewer);
    return CHANNELS.map((channel) => ({ channel, name: sentenceCase(channelName(locale, channel)) }));
  }
}

function sentenceCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
