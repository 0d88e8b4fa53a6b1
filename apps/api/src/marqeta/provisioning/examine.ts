import { basicAuthorization, type CommandoMode, type MarqetaClient, MarqetaError } from '@afc/marqeta';
import type { AccountSetup, DesiredResource } from './desired.ts';
import {
  type Call,
  diagnoseClock,
  diagnoseCommando,
  diagnoseCredentials,
  diagnoseFunding,
  diagnoseGateway,
  diagnoseReach,
  diagnoseResources,
  diagnoseTimeout,
  diagnoseWebhookPing,
  diagnoseWebhooks,
  type Finding,
  type GatewayProbe,
  type ProbeAnswer,
} from './diagnose.ts';
import { planAccount } from './plan.ts';
import { findAccount } from './provision.ts';

export type Examination = {
  readonly client: MarqetaClient;
  readonly setup: AccountSetup;
  readonly wanted: readonly DesiredResource[];
  readonly baseUrl: string;
  readonly decisionDeadlineMs: number;
  readonly maxAheadMs: number;
  readonly now: () => number;
};

/** Looks at everything that the product needs of its account, in the order in which one thing needs another. Changes nothing. */
export async function examineAccount(examination: Examination): Promise<Finding[]> {
  const { client, setup, wanted, baseUrl, now } = examination;
  const own = [...diagnoseCredentials(setup.credentials), ...diagnoseGateway(await probeGateway(setup))];
  const reached = await reach(client, now);
  const reachFinding = diagnoseReach(reached instanceof MarqetaError ? reached : reached.call, baseUrl);
  if (reached instanceof MarqetaError) return [reachFinding, ...own];
  const found = await findAccount(client, wanted);
  const gateway = found.resources.get(`GATEWAY/${setup.tokens.gateway}`);
  return [
    reachFinding,
    diagnoseClock(reached.serverTime, reached.call, examination.maxAheadMs),
    ...own,
    ...diagnoseResources(wanted, planAccount(wanted, found, { baseUrl })),
    ...diagnoseFunding(wanted, found),
    ...diagnoseTimeout(gateway, examination.decisionDeadlineMs),
    ...diagnoseWebhooks(found.activeWebhooks, setup),
    diagnoseWebhookPing(await pingWebhook(client, setup.tokens.webhook), setup.webhookUrl),
    diagnoseCommando(await commandoModes(client), setup.tokens.gateway),
  ];
}

/** A ping may be answered to anybody, so something that needs the credentials is read as well. */
async function reach(
  client: MarqetaClient,
  now: () => number,
): Promise<MarqetaError | { readonly call: Call; readonly serverTime: string | undefined }> {
  try {
    const askedAt = now();
    const { timestamp: serverTime } = await client.ping();
    const call = { askedAt, answeredAt: now() };
    await client.webhooks.list({ active: true }).next();
    return { call, serverTime };
  } catch (error) {
    if (error instanceof MarqetaError) return error;
    throw error;
  }
}

async function pingWebhook(client: MarqetaClient, token: string): Promise<MarqetaError | null> {
  try {
    await client.webhooks.ping(token);
    return null;
  } catch (error) {
    if (error instanceof MarqetaError) return error;
    throw error;
  }
}

/** An account without Commando Mode may not even have the list. */
async function commandoModes(client: MarqetaClient): Promise<CommandoMode[]> {
  try {
    const modes: CommandoMode[] = [];
    for await (const mode of client.commandoModes.list()) modes.push(mode);
    return modes;
  } catch (error) {
    if (error instanceof MarqetaError && (error.kind === 'not_found' || error.kind === 'forbidden')) return [];
    throw error;
  }
}

const PATIENCE_MS = 5_000;

/** Calls our own gateway as Marqeta would, with a body that asks for nothing, and once more without credentials. */
async function probeGateway({ gatewayUrl: url, credentials }: AccountSetup): Promise<GatewayProbe> {
  const known = { username: credentials.gatewayUsername, password: credentials.gatewayPassword };
  return { url, known: await probe(url, { authorization: basicAuthorization(known) }), unknown: await probe(url, {}) };
}

async function probe(url: string, headers: Record<string, string>): Promise<ProbeAnswer> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: 'is anybody there',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: answer.status, code: codeIn(await answer.text()) };
  } catch (error) {
    return { problem: causeOf(error) };
  }
}

function codeIn(body: string): string | null {
  try {
    const { code } = JSON.parse(body) as { code?: unknown };
    return typeof code === 'string' ? code : null;
  } catch {
    // Whatever else answers there, it is not this product.
    return null;
  }
}

/** `fetch failed` says nothing; what lies below names the certificate, the name or the port. */
function causeOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  return cause instanceof Error ? ('code' in cause ? `${String(cause.code)} ${cause.message}` : cause.message) : String(cause);
}
