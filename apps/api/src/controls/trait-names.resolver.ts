import { categoryName, channelName } from '@afc/words';
import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { signedIn } from '../access/viewer.ts';
import { MERCHANT_CATEGORIES, type MerchantCategory } from './categories.ts';
import { type Channel, CHANNELS } from './channel.ts';
import { Channels, MerchantCategories } from './control.type.ts';

@ObjectType('MerchantCategoryName', { simpleResolvers: true })
class MerchantCategoryName {
  @Field(() => MerchantCategories)
  readonly category: MerchantCategory;
  @Field(() => String)
  readonly name: string;
}

@ObjectType('ChannelName', { simpleResolvers: true })
class ChannelName {
  @Field(() => Channels)
  readonly channel: Channel;
  @Field(() => String)
  readonly name: string;
}

/** What can be chosen where somebody describes a purchase, in the viewer's language. */
@Resolver()
export class TraitNamesResolver {
  @Query(() => [MerchantCategoryName], { description: 'Sorted by name.' })
  merchantCategories(@Ctx() { viewer, locale }: GraphQLContext): MerchantCategoryName[] {
    signedIn(viewer);
    const names = MERCHANT_CATEGORIES.map((category) => ({ category, name: sentenceCase(categoryName(locale, category)) }));
    return names.sort((one, other) => one.name.localeCompare(other.name, locale));
  }

  @Query(() => [ChannelName])
  channels(@Ctx() { viewer, locale }: GraphQLContext): ChannelName[] {
    signedIn(viewer);
    return CHANNELS.map((channel) => ({ channel, name: sentenceCase(channelName(locale, channel)) }));
  }
}

function sentenceCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
