import { setTimeout as delay } from 'node:timers/promises';
import type { BasicCredentials } from '@afc/marqeta';
import type { FastifyPluginAsync } from 'fastify';
import type pg from 'pg';
import { Registry } from 'prom-client';
import { type Authorizer, createAuthorizer } from './authorization/authorizer.ts';
import { MessageNotUnderstoodError } from './authorization/caller.errors.ts';
import type { SignatureRules } from './authorization/caller.ts';
import { CardDirectory } from './authorization/card-directory.ts';
import { ControlsCache } from './authorization/controls-cache.ts';
import { jitRoutes } from './authorization/jit.route.ts';
import { METHOD_TABLE } from './authorization/methods.ts';
import { checkLedgerJobs } from './ledger/checks/check-ledger.job.ts';
import { meterLedger, readLedgerChecks } from './ledger/checks/ledger-meter.ts';
import type { Clock } from './platform/clock.ts';
import { enqueueOn, type Job } from './platform/jobs.ts';
import type { Log } from './platform/log.ts';
import type { Publisher } from './platform/publish.ts';
import { lookAtCommando } from './reconciliation/commando.ts';
import type { MarqetaLists } from './reconciliation/marqeta-lists.ts';
import { reconcileJob } from './reconciliation/reconcile.job.ts';
import { ReconciliationMeter } from './reconciliation/reconciliation-meter.ts';
import { releaseApprovals } from './transactions/release-approvals.ts';
import { linkOpenRefundsJob, linkRefundJob } from './transactions/refunds/link-refunds.job.ts';
import { askAboutOldHolds } from './transactions/old-holds.job.ts';
import { tellOrphanFigures } from './transactions/orphan-figures.ts';
import { sweepApprovals } from './transactions/sweep.job.ts';
import { GATEWAY_REQUESTS } from './webhooks/dead-letter.ts';
import { readInbox } from './webhooks/dead-letters.ts';
import type { AuthenticationSink, CardTransitionSink, ChargebackSink, HolderTransitionSink, WalletSink } from './webhooks/drain.ts';
import { Drainer } from './webhooks/drainer.ts';
import { FRESHNESS, type FreshnessRules } from './webhooks/freshness.ts';
import { Inbox } from './webhooks/inbox.ts';
import { type IncomingMessage, messageOf, readDelivery, SHARDS, transactionMessage } from './webhooks/incoming-message.ts';
import { WebhookMeter } from './webhooks/meter.ts';
import { DRAIN, Nudge } from './webhooks/nudge.ts';
import { RefusalTally } from './webhooks/refusal-tally.ts';
import { retryKeptJob } from './webhooks/retry-kept.job.ts';
import { InboxAwayError } from './webhooks/webhook.errors.ts';
import { webhookRoutes } from './webhooks/webhook.route.ts';

export type MoneyDeps = {
  /** The pool of role `afc_gateway`. */
  readonly gateway: pg.Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly publisher: Publisher;
  readonly marqeta: {
    readonly gateway: BasicCredentials;
    readonly webhook: BasicCredentials;
    /** The newest first. */
    readonly webhookSecrets: readonly string[];
    readonly allowedIps: readonly string[];
    /** Accepted as well while the webhook's user name or password is changed. */
    readonly webhookPrevious?: BasicCredentials | null;
    readonly webhookSignature?: typeof SIGNATURE;
    readonly freshness?: FreshnessRules;
  };
  /** Where the figures of webhooks and of the books are told. */
  readonly registry?: Registry;
  readonly decisionDeadlineMs: number;
  /** After how long an approval that Marqeta does not know is let go. */
  readonly unknownHoldReleaseMs?: number;
  /** Questions that may wait at once; more are declined at once. */
  readonly maxQueue?: number;
  /** Whether this process applies what the inbox has; otherwise a worker is told to. */
  readonly appliesInbox: boolean;
  readonly applyCardTransition: CardTransitionSink;
  readonly applyWalletTransition: WalletSink;
  readonly applyAuthentication: AuthenticationSink;
  readonly holders: HolderTransitionSink;
  readonly chargebacks: ChargebackSink;
  /** What Marqeta knows of a transaction, as JSON text, or null when it does not know it. */
  readonly askMarqeta: (transactionToken: string) => Promise<string | null>;
  /** All messages of a purchase as Marqeta knows them, as JSON texts. */
  readonly askRelated: (transactionToken: string) => Promise<readonly string[]>;
  /** What Marqeta has, to be compared with what we have. */
  readonly lists: MarqetaLists;
  /** Between two pages of a list. */
  readonly listPauseMs: number;
};

/** Everything between Marqeta and the ledger: decisions, intake, apply, and the jobs that stand behind them. */
export type MoneyPath = {
  readonly authorizer: Authorizer;
  readonly inbox: Inbox;
  /** `/webhooks/marqeta/*`. */
  readonly routes: FastifyPluginAsync;
  readonly jobs: readonly Job<never>[];
  /** Applies whatever waits, and resolves when nothing does. */
  drain(): Promise<void>;
  stop(): Promise<void>;
};

/** As Marqeta writes signatures, whichever of its two algorithms the webhook has (wire-format §14.4). */
const SIGNATURE: Omit<SignatureRules, 'secrets'> & { readonly header: string } = {
  header: 'x-marqeta-signature',
  algorithms: ['HMAC_SHA_256', 'HMAC_SHA_1'],
  encodings: ['hex'],
};

/** Marqeta's own reads may be hours behind (wire-format §13.6). */
const UNKNOWN_HOLD_RELEASE_MS = 4 * 3_600_000;

const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);

export function openMoneyPath(deps: MoneyDeps): MoneyPath {
  const { gateway, clock, log, publisher, marqeta } = deps;
  const applying = { clock, directory: new CardDirectory(gateway), cache: new ControlsCache() };
  const authorizer = createAuthorizer({
    gateway,
    clock,
    log,
    publisher,
    deadlineMs: deps.decisionDeadlineMs,
    ...(deps.maxQueue === undefined ? {} : { maxQueue: deps.maxQueue }),
    releaseLate: (late) => releaseApprovals({ ...applying, gateway, publisher }, late, 'LATE'),
  });
  const registry = deps.registry ?? new Registry();
  const meter = new WebhookMeter(registry);
  tellOrphanFigures(registry, { gateway, clock, log });
  meter.readInbox(
    () => readInbox(gateway, clock.now()),
    (error) => log.warn({ err: error }, 'the inbox could not be measured'),
  );
  meterLedger(
    registry,
    () => readLedgerChecks(gateway),
    () => clock.now(),
    (error) => log.warn({ err: error }, 'the checks of the books could not be measured'),
  );
  const compared = new ReconciliationMeter(registry);
  compared.readFrom(gateway, clock, (error) => log.warn({ err: error }, 'the comparison with Marqeta could not be measured'));
  const refusals = new RefusalTally({ gateway, clock, log });
  const drainer = new Drainer({
    ...applying,
    meter,
    gateway,
    log,
    publisher,
    applyCardTransition: deps.applyCardTransition,
    holders: deps.holders,
    chargebacks: deps.chargebacks,
    applyWalletTransition: deps.applyWalletTransition,
    applyAuthentication: deps.applyAuthentication,
    decisionsWaiting: () => authorizer.waiting,
  });
  const nudge = new Nudge({ enqueue: (shard) => enqueueOn(gateway, DRAIN, { shard }, { key: String(shard) }), log });
  const inbox = new Inbox({
    ...{ gateway, clock, meter },
    freshness: marqeta.freshness ?? FRESHNESS,
    onStored: (shards) => (deps.appliesInbox ? drainer.wake(shards) : nudge.nudge(shards)),
  });
  const tell = async (transaction: string): Promise<void> => {
    const told = readDelivery(`{"transactions":[${transaction}]}`);
    if (!told.ok) throw new MessageNotUnderstoodError();
    await inbox.store(told.messages, 'GATEWAY').catch((error: unknown) => {
      log.error({ err: error }, 'a message to the gateway was not stored');
      throw new InboxAwayError();
    });
  };
  const fetched = (messages: readonly IncomingMessage[]): Promise<void> => inbox.store(messages, 'RECONCILER');
  const learn = (transaction: string): Promise<void> => fetched([transactionMessage(transaction)]);
  const keep = async (body: string, problem: string): Promise<void> =>
    inbox.setAside(messageOf(GATEWAY_REQUESTS, parsedOrText(body)), 'GATEWAY', problem);

  const routes: FastifyPluginAsync = async (app) => {
    const { allowedIps } = marqeta;
    await app.register(jitRoutes({ authorizer, credentials: marqeta.gateway, allowedIps, log, tell, keep }));
    await app.register(
      webhookRoutes({
        ...{ inbox, allowedIps, log },
        credentials: marqeta.webhookPrevious ? [marqeta.webhook, marqeta.webhookPrevious] : [marqeta.webhook],
        signature: { ...(marqeta.webhookSignature ?? SIGNATURE), secrets: marqeta.webhookSecrets },
        onRefused: (code) => {
          meter.refused(code);
          refusals.add(code);
        },
      }),
    );
  };
  const drain = async (): Promise<void> => void (await Promise.all(ALL_SHARDS.map((shard) => drainer.drain(shard))));
  const jobs: readonly Job<never>[] = [
    { name: DRAIN, run: ({ shard }: { shard: number }) => drainer.drain(shard) },
    // The net: a message whose nudge was lost waits for a minute at most.
    { name: 'inbox.sweep', cron: '* * * * *', run: drain },
    sweepApprovals({
      ...{ ...applying, gateway, publisher, log, tell: learn },
      ...{ askMarqeta: deps.askMarqeta, askRelated: deps.askRelated, releaseAfterMs: deps.unknownHoldReleaseMs ?? UNKNOWN_HOLD_RELEASE_MS },
    }),
    askAboutOldHolds({ gateway, clock, askRelated: deps.askRelated, tell: learn }),
    retryKeptJob({ gateway, log }),
    linkRefundJob({ gateway, clock, cache: applying.cache, publisher }),
    linkOpenRefundsJob({ gateway, clock }),
    ...checkLedgerJobs({ gateway, clock, log, methods: METHOD_TABLE }),
    reconcileJob({
      ...{ gateway, clock, log, drain, meter: compared, directory: applying.directory },
      listTransactions: (window) => deps.lists.transactions(window),
      knows: async (token) => (await deps.askMarqeta(token)) !== null,
      store: fetched,
      pause: () => delay(deps.listPauseMs),
      lookAtCommando: () => lookAtCommando({ gateway, clock, lists: deps.lists, store: fetched }),
    }),
    ensurePartitionsJob(gateway, clock),
  ];
  return {
    authorizer,
    inbox,
    routes,
    jobs,
    drain,
    async stop() {
      await authorizer.stop();
      await inbox.stop();
      await refusals.flush();
      await nudge.stop();
      await drainer.stop();
    },
  };
}

/** Next month's partitions are there before it begins. */
function ensurePartitionsJob(gateway: pg.Pool, clock: Clock): Job<unknown> {
  return {
    name: 'partitions.ensure',
    cron: '0 3 * * *',
    async run() {
      const now = clock.now();
      await gateway.query('SELECT ensure_partitions($1, $2)', [now, new Date(now.getTime() + 62 * 86_400_000)]);
    },
  };
}

function parsedOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
