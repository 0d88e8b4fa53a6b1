import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { accountById } from '../api-keys/api-key-store.ts';
import { shownAccount } from '../api-keys/api-key.type.ts';
import type { Card } from '../cards/card.entity.ts';
import { cardsOfPerson } from '../cards/card.loader.ts';
import { subscriptionsAboveOf, subscriptionsOfPerson } from '../controls/running-subscriptions.ts';
import { teamById } from '../people/people.loader.ts';
import { Person } from '../people/person.entity.ts';
import { countHoldings, heldByCard, madeServiceAccountIds, managedTeamIds } from './holdings.ts';
import { PersonHoldingsType } from './person-holdings.type.ts';

@Resolver(() => Person)
export class PersonHoldingsResolver {
  @FieldResolver(() => PersonHoldingsType, { nullable: true, description: 'Null to who is not an admin.' })
  async holdings(@Root() { companyId, id }: Person, @Ctx() context: GraphQLContext): Promise<PersonHoldingsType | null> {
    if (!may(memberOf(context.viewer), 'person.offboard', { companyId })) return null;
    const { loaders, clock } = context;
    const manager = await context.read();
    const now = clock.now();
    const held = await heldByCard(manager, companyId, id);
    const cards = (await loaders.load(cardsOfPerson, id)).filter(({ status }) => status !== 'TERMINATED');
    const subscriptions = await Promise.all(
      currenciesOf(cards).map((currency) => loaders.load(subscriptionsAboveOf, subscriptionsOfPerson(id, currency, now.getTime()))),
    );
    const teams = await Promise.all((await managedTeamIds(manager, companyId, id)).map((teamId) => loaders.load(teamById, teamId)));
    const made = await madeServiceAccountIds(manager, companyId, id);
    const accounts = await Promise.all(made.map((accountId) => loaders.load(accountById, accountId)));
    return {
      ...(await countHoldings(manager, companyId, id, now)),
      cards: cards.map((card) => ({ card, held: { minor: held.get(card.id) ?? 0n, currency: card.currency } })),
      subscriptions: subscriptions.flat(),
      managedTeams: teams.filter((team) => team !== null),
      serviceAccounts: accounts.filter((account) => account !== null).map(shownAccount),
    };
  }
}

function currenciesOf(cards: readonly Card[]): string[] {
  return [...new Set(cards.map(({ currency }) => currency))];
}
