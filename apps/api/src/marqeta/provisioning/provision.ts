import { type MarqetaClient, MarqetaError, type Webhook } from '@afc/marqeta';
import { isConflict } from '../refusal.ts';
import { cardProduct, type DesiredResource, type ProductOfProgram, type ResourceKind } from './desired.ts';
import { type FoundAccount, keyOf, type Plan, planAccount, type PlanOptions, type Step } from './plan.ts';

/** Reads what there is of what is wanted. */
export async function findAccount(client: MarqetaClient, wanted: readonly DesiredResource[]): Promise<FoundAccount> {
  const resources = new Map<string, object>();
  for (const resource of wanted) {
    const found = await find(client, resource);
    if (found !== null) resources.set(keyOf(resource), found);
  }
  const activeWebhooks: Webhook[] = [];
  for await (const webhook of client.webhooks.list({ active: true })) activeWebhooks.push(webhook);
  return { resources, activeWebhooks };
}

/** The three calls that every kind has. */
interface Shelf {
  get(token: string): Promise<object>;
  create(body: object): Promise<object>;
  update(token: string, body: object): Promise<object>;
}

function shelfOf(client: MarqetaClient, kind: ResourceKind): Shelf {
  const shelves: Readonly<Record<ResourceKind, Shelf>> = {
    HOLDER_GROUP: client.accountHolderGroups,
    GATEWAY: client.programGateways,
    CARD_PRODUCT: client.cardProducts,
    WEBHOOK: client.webhooks,
  };
  return shelves[kind];
}

async function find(client: MarqetaClient, { kind, body }: DesiredResource): Promise<object | null> {
  try {
    return await shelfOf(client, kind).get(body.token);
  } catch (error) {
    if (error instanceof MarqetaError && error.kind === 'not_found') return null;
    throw error;
  }
}

/** Does one step. Repeating it does no harm. */
export async function apply(client: MarqetaClient, { action, resource: { kind, body } }: Step): Promise<void> {
  const shelf = shelfOf(client, kind);
  await (action === 'CREATE' ? shelf.create(body) : shelf.update(body.token, body));
}

/** An account that cannot be prepared as it is: what stands in the way is in the message. */
export class AccountNotPreparedError extends Error {
  override readonly name = 'AccountNotPreparedError';
  constructor({ obstacles }: Plan) {
    super(obstacles.map(({ why, todo }) => `${why}: ${todo}`).join(' '));
  }
}

/** Has all of it as it is wanted, without asking anybody: for an account that is ours alone. @throws AccountNotPreparedError */
export async function provision(client: MarqetaClient, wanted: readonly DesiredResource[], options: PlanOptions): Promise<void> {
  const plan = planAccount(wanted, await findAccount(client, wanted), options);
  if (plan.obstacles.length > 0) throw new AccountNotPreparedError(plan);
  for (const step of plan.steps) await apply(client, step);
}

/** Has the card product of a program at Marqeta, as it should be. @returns its token */
export async function ensureCardProduct(client: MarqetaClient, program: ProductOfProgram, gatewayToken: string): Promise<string> {
  const wanted = cardProduct(program, gatewayToken);
  try {
    await repair(client, wanted);
  } catch (error) {
    // Somebody made it in the meantime, perhaps otherwise.
    if (!isConflict(error)) throw error;
    await repair(client, wanted);
  }
  return wanted.body.token;
}

async function repair(client: MarqetaClient, wanted: DesiredResource): Promise<void> {
  const found = await find(client, wanted);
  const resources = new Map(found === null ? [] : [[keyOf(wanted), found]]);
  // No URL is looked at for a card product.
  for (const step of planAccount([wanted], { resources, activeWebhooks: [] }, { baseUrl: '' }).steps) await apply(client, step);
}
