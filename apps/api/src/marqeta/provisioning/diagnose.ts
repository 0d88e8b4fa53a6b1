import { type CommandoMode, isTrue, type MarqetaError, type Webhook } from '@afc/marqeta';
import { describeObstacle, describePlan, explainAbsence, nameOf } from './describe.ts';
import type { AccountCredentials, AccountSetup, DesiredResource } from './desired.ts';
import { type FoundAccount, isLoopback, keyOf, MOST_WEBHOOKS, type Plan, weakCredentials } from './plan.ts';

/** One thing that was looked at. */
export type Finding = {
  /** `BAD`: the product does not work as it should. `NOTE`: it may not. */
  readonly state: 'GOOD' | 'NOTE' | 'BAD';
  readonly what: string;
  readonly text: string;
  readonly todo?: string;
};

const good = (what: string, text: string): Finding => ({ state: 'GOOD', what, text });
const note = (what: string, text: string, todo: string): Finding => ({ state: 'NOTE', what, text, todo });
const bad = (what: string, text: string, todo: string): Finding => ({ state: 'BAD', what, text, todo });

const RUN_SETUP = 'Run "npm run marqeta:setup".';

/** Strength of what protects the two ways in. */
export function diagnoseCredentials(credentials: AccountCredentials): Finding[] {
  const weak = weakCredentials(credentials).map((obstacle) => bad('Secrets', describeObstacle(obstacle), obstacle.todo));
  const { gatewayPassword, webhookPassword, webhookSecret } = credentials;
  if (new Set([gatewayPassword, webhookPassword, webhookSecret]).size < 3)
    weak.push(note('Secrets', 'the same secret serves two purposes', 'Give gateway, webhook and signature a secret each.'));
  return weak.length > 0 ? weak : [good('Secrets', 'long and mixed enough for Marqeta, each its own')];
}

export type Call = { readonly askedAt: number; readonly answeredAt: number };

export function diagnoseReach(outcome: MarqetaError | Call, baseUrl: string): Finding {
  if ('askedAt' in outcome) return good('Reach', `${baseUrl} takes the credentials, in ${outcome.answeredAt - outcome.askedAt} ms`);
  const { why, todo } = explainAbsence(outcome, baseUrl);
  return bad('Reach', why, todo);
}

/** Marqeta's `timestamp` has whole seconds (wire-format §1.15). */
const GRAIN_MS = 1_000;
const NOTED_SKEW_MS = 5_000;

/** How far the clocks are apart: messages from too far ahead are flagged, and limits turn at another midnight. */
export function diagnoseClock(serverTime: string | undefined, { askedAt, answeredAt }: Call, maxAheadMs: number): Finding {
  const at = serverTime === undefined ? Number.NaN : Date.parse(serverTime);
  if (Number.isNaN(at)) return note('Clock', 'Marqeta did not say what time it is', 'Compare the clock of this machine with another.');
  const skewMs = at > answeredAt ? at - answeredAt : at + GRAIN_MS < askedAt ? askedAt - at - GRAIN_MS : 0;
  if (skewMs <= NOTED_SKEW_MS) return good('Clock', 'as Marqeta’s');
  const text = `${Math.round(skewMs / 1_000)} s ${at > answeredAt ? 'behind' : 'ahead of'} Marqeta’s`;
  const todo = 'Keep the clock of this machine right (NTP). An emulator’s clock may have been moved on purpose.';
  return skewMs > maxAheadMs ? bad('Clock', text, todo) : note('Clock', text, todo);
}

/** Each part of the account: there, and as it should be. */
export function diagnoseResources(wanted: readonly DesiredResource[], plan: Plan): Finding[] {
  return wanted.map((resource) => {
    const step = plan.steps.find((one) => keyOf(one.resource) === keyOf(resource));
    const what = nameOf(resource);
    if (step === undefined) return good('Account', `${what} is as it should be`);
    if (step.action === 'CREATE') return bad('Account', `${what} is missing`, RUN_SETUP);
    const differences = describePlan({ steps: [step], obstacles: [] })
      .slice(1)
      .join('; ')
      .replaceAll(/ {2,}/g, '');
    return bad('Account', `${what} differs: ${differences}`, RUN_SETUP);
  });
}

/** What else could take a purchase away from our gateway (wire-format §4: at most one kind of funding is enabled). */
export function diagnoseFunding(wanted: readonly DesiredResource[], found: FoundAccount): Finding[] {
  return wanted
    .filter((resource) => resource.kind === 'CARD_PRODUCT' && hasOtherFunding(found.resources.get(keyOf(resource))))
    .map((resource) =>
      bad('Funding', `${nameOf(resource)} has another funding source enabled`, 'Ask Marqeta to switch it off: purchases may pass us by.'),
    );
}

type Funding = Readonly<Record<string, { readonly enabled?: boolean | string } | undefined>>;

function hasOtherFunding(product: { readonly config?: { readonly jit_funding?: Funding } } | undefined): boolean {
  const config = product?.config?.jit_funding ?? {};
  return ['program_funding_source', 'paymentcard_funding_source'].some((kind) => isTrue(config[kind]?.enabled));
}

const ROOM_MS = 500;

/** Marqeta must wait longer than we think (wire-format §12.4). */
export function diagnoseTimeout(gateway: object | undefined, deadlineMs: number): Finding[] {
  if (gateway === undefined) return [];
  const timeoutMs = Number((gateway as { timeout_millis?: number | string }).timeout_millis ?? Number.NaN);
  if (Number.isNaN(timeoutMs)) return [note('Timeout', 'Marqeta does not say how long it waits', 'Ask Marqeta: 3000 ms are needed.')];
  if (timeoutMs >= deadlineMs + ROOM_MS) return [good('Timeout', `Marqeta waits ${timeoutMs} ms, we answer within ${deadlineMs} ms`)];
  const text = `Marqeta waits ${timeoutMs} ms, which leaves too little room for our ${deadlineMs} ms`;
  return [bad('Timeout', text, 'Lower DECISION_DEADLINE_MS.')];
}

/** What our own gateway said when it was called from here. */
export type GatewayProbe = {
  readonly url: string;
  /** To a call with Marqeta's credentials and a body that asks for nothing. */
  readonly known: ProbeAnswer;
  /** To the same without credentials. */
  readonly unknown: ProbeAnswer;
};
export type ProbeAnswer = { readonly status: number; readonly code: string | null } | { readonly problem: string };

export function diagnoseGateway({ url, known, unknown }: GatewayProbe): Finding[] {
  if ('problem' in known) {
    const todo = 'Look at PUBLIC_URL, at the certificate and at the way in: Marqeta calls the same address.';
    return [bad('Gateway', `${url} does not answer: ${known.problem}`, todo)];
  }
  if (known.code === 'CALLER_ADDRESS_REFUSED')
    return [
      note('Gateway', `${url} takes calls from MARQETA_ALLOWED_IPS alone, and not from here`, 'Make a purchase in the sandbox to try it.'),
    ];
  if (known.code === 'CALLER_CREDENTIALS_REFUSED')
    return [
      bad('Gateway', `${url} refuses the credentials`, 'It runs with other MARQETA_GATEWAY_USERNAME and _PASSWORD: start it with these.'),
    ];
  if (known.code !== 'MESSAGE_NOT_UNDERSTOOD')
    return [bad('Gateway', `${url} is answered by something else (${known.status})`, 'Have PUBLIC_URL lead to this product.')];
  const open = 'problem' in unknown || unknown.code !== 'CALLER_CREDENTIALS_REFUSED';
  const secured = new URL(url).protocol === 'https:' || isLoopback(new URL(url).hostname);
  return [
    open
      ? bad('Gateway', `${url} also answers a caller without credentials`, 'Look at what stands before the product: it adds credentials.')
      : good('Gateway', `${url} answers and asks for credentials`),
    ...(secured ? [] : [bad('Gateway', `${url} is not https`, 'Set PUBLIC_URL to an https address: Marqeta takes no other.')]),
  ];
}

/** What Marqeta said when it was told to call our webhook (wire-format §14.8); null when it got its answer. */
export function diagnoseWebhookPing(error: MarqetaError | null, webhookUrl: string): Finding {
  if (error === null) return good('Webhook', 'Marqeta called it, and got its answer');
  if (error.kind === 'not_found') return bad('Webhook', 'Marqeta has none to call', RUN_SETUP);
  return bad(
    'Webhook',
    `Marqeta calls ${webhookUrl} in vain (${error.errorCode ?? error.kind})`,
    'Look whether it can be reached from outside; if it can, "npm run marqeta:setup -- --credentials" sends password and secret again.',
  );
}

/** Others that are told the same, and room for ours. */
export function diagnoseWebhooks(active: readonly Webhook[], { tokens, webhookUrl }: AccountSetup): Finding[] {
  const twins = active.filter(({ token, config }) => token !== tokens.webhook && config?.url === webhookUrl).map(({ token }) => token);
  const findings: Finding[] = [];
  if (twins.length > 0)
    findings.push(note('Webhook', `also told through ${twins.join(', ')}: everything arrives twice`, 'Switch them off at Marqeta.'));
  if (active.length >= MOST_WEBHOOKS && !active.some(({ token }) => token === tokens.webhook))
    findings.push(bad('Webhook', `the account’s ${MOST_WEBHOOKS} places for active webhooks are taken`, 'Switch one off at Marqeta.'));
  return findings;
}

/** Who decides while this product does not answer (wire-format §8). */
export function diagnoseCommando(modes: readonly CommandoMode[], gatewayToken: string): Finding {
  const ours = modes.filter(({ program_gateway_funding_source_token: gateway }) => gateway === gatewayToken);
  if (ours.length === 0)
    return note(
      'Stand-in',
      'nobody decides while this product is away: purchases are declined',
      'Ask Marqeta for Commando Mode, if you want it.',
    );
  const on = ours.filter(({ current_state: state }) => isTrue(state?.commando_enabled));
  if (on.length > 0)
    return note(
      'Stand-in',
      `Commando Mode is on (${on.map(({ token }) => token).join(', ')}): we are not asked`,
      'Switch it off when all is well.',
    );
  return good('Stand-in', 'Commando Mode is there, and off');
}

/** How the controls that Marqeta has in our place stand, by the job that compares them every few minutes. */
export function diagnoseMirrors(counts: Readonly<Record<'WAITING' | 'MIRRORED' | 'DIFFERS' | 'KEEPS' | 'REFUSED', number>>): Finding {
  const { WAITING: waiting, MIRRORED: mirrored, DIFFERS: differing, KEEPS: kept, REFUSED: refused } = counts;
  if (kept + refused > 0) {
    const text = `of the mirrored controls Marqeta refuses ${refused} and keeps ${kept} otherwise`;
    return bad('Controls', text, 'The admin app says at each control why. Our own decision binds all the same.');
  }
  if (waiting + differing > 0)
    return note(
      'Controls',
      `${waiting + differing} mirrored controls wait to be put right`,
      'The worker does it within minutes: see that it runs.',
    );
  return good('Controls', mirrored === 0 ? 'none to be mirrored' : `all ${mirrored} mirrored as they should be`);
}
