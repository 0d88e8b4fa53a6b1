import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { acceptedCountryRoutes } from './api/accepted-countries.routes.ts';
import { accountHolderGroupRoutes } from './api/account-holder-groups.ts';
import { authorizationControlRoutes } from './api/authorization-controls.routes.ts';
import { businessRoutes } from './api/businesses.routes.ts';
import { caseRoutes } from './api/cases.routes.ts';
import { bodiesAsSent, CallLog } from './api/call-log.ts';
import { cardProductRoutes } from './api/card-products.routes.ts';
import { chargebackRoutes } from './api/chargebacks.routes.ts';
import { commandoRoutes } from './api/commando.routes.ts';
import type { Routes } from './api/deps.ts';
import { feeRoutes } from './api/fees.routes.ts';
import { fundingRoutes } from './api/funding.routes.ts';
import { gpaOrderRoutes } from './api/gpa-orders.routes.ts';
import { kycRoutes } from './api/kyc.routes.ts';
import { type Query, withFields } from './api/listing.ts';
import { metadataLimits } from './api/metadata-limits.ts';
import { programFundingRoutes } from './api/program-funding.routes.ts';
import { simulateRoutes } from './api/simulate.routes.ts';
import { merchantGroupRoutes } from './api/merchant-groups.routes.ts';
import { simulationRoutes } from './api/simulations.routes.ts';
import { transactionRoutes } from './api/transactions.routes.ts';
import { userRoutes } from './api/users.routes.ts';
import { velocityControlRoutes } from './api/velocity-controls.routes.ts';
import { webhookRoutes } from './api/webhooks.routes.ts';
import { admit } from './card-access/admit.ts';
import { clientAccessRoutes } from './card-access/client-access.routes.ts';
import { oneTimeRoutes } from './card-access/one-time.routes.ts';
import { pinRoutes } from './card-access/pins.routes.ts';
import { bulkIssuanceRoutes } from './cards/bulk-issuances.routes.ts';
import { cardTransitionRoutes } from './cards/card-transitions.routes.ts';
import { cardRoutes } from './cards/cards.routes.ts';
import { cardholderControlRoutes } from './control/cardholders.routes.ts';
import { clockRoutes } from './control/clock.routes.ts';
import { faultRoutes } from './control/faults.routes.ts';
import { type ControlDeps, controlRoutes } from './control/control.routes.ts';
import { deliveryRoutes } from './control/deliveries.routes.ts';
import { disputeControlRoutes } from './control/disputes.routes.ts';
import { pageRoutes } from './control/page.routes.ts';
import { resourceRoutes } from './control/resources.routes.ts';
import { scenarioRoutes } from './control/scenarios.routes.ts';
import { walletControlRoutes } from './control/wallets.routes.ts';
import { ApiError } from './core/api-error.ts';
import { type Clock, type ClockState, EmulatorClock, systemClock, wireTimestamp } from './core/clock.ts';
import { Exchanges } from './core/exchanges.ts';
import { asObject } from './core/fields.ts';
import { answerErrors, listen, sameOrigin } from './core/http.ts';
import { Ids } from './core/ids.ts';
import { Resources } from './core/resources.ts';
import { Scheduler } from './core/scheduler.ts';
import { Store } from './core/store.ts';
import { httpTransport } from './core/transport.ts';
import { WebhookSender } from './delivery/sender.ts';
import { apiFaults } from './faults/api-hooks.ts';
import { Faults } from './faults/faults.ts';
import { Network } from './network/network.ts';
import { type PartialSettings, withDefaults } from './settings.ts';
import { Shoppers } from './shopping/shoppers.ts';
import { Stories } from './shopping/shopping.ts';
import { provisioningRoutes } from './wallets/provisioning.routes.ts';
import { walletTokenRoutes } from './wallets/wallet-tokens.routes.ts';
import { widgetRoutes } from './widgets/widgets.routes.ts';

export { type Merchant, MERCHANTS } from './shopping/merchants.ts';
export { openingOf, STORY_NAMES, type StoryName } from './shopping/stories.ts';
export { DEFAULT_SETTINGS, type PartialSettings, type Settings, type UnconfirmedChoices } from './settings.ts';

export interface EmulatorOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly host?: string;
  /** Of the stand-in for Marqeta's widgets, 0 for any free one; without it there are none. */
  readonly widgetPort?: number;
  /** `:memory:` keeps nothing. */
  readonly dataDir: string;
  readonly settings?: PartialSettings;
  /** With one, tokens repeat from run to run. */
  readonly seed?: string;
  readonly clock?: Clock;
  readonly purchasesPerMinute?: number;
  readonly log?: { error(fields: object, message: string): void };
}

export interface RunningEmulator {
  /** Its origin; the API is under `/v3`. */
  readonly url: string;
  /** The origin of the widgets. */
  readonly widgetUrl: string | null;
  close(): Promise<void>;
}

/** A stateful Marqeta on loopback: its Core API under `/v3`, a control API, and a page. */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const deps = compose(options);
  const app = fastify({ logger: false, bodyLimit: 4 << 20, routerOptions: { maxParamLength: 200 } });
  acceptEmptyBodies(app);
  answerErrors(app, deps.log);
  answerWrongMethods(app);
  await app.register(
    (api, _options, done) => {
      const calls = new CallLog(deps.exchanges);
      calls.listen(api);
      admit(api, deps);
      api.addHook('preSerialization', (request, _reply, payload, next) =>
        next(null, withFields(payload, (request.query as Query)['fields'])),
      );
      apiFaults(api, deps.faults);
      calls.listenToAnswers(api);
      metadataLimits(api, deps);
      pingRoutes(api, deps);
      for (const routes of [
        userRoutes,
        businessRoutes,
        accountHolderGroupRoutes,
        kycRoutes,
        cardProductRoutes,
        cardRoutes,
        cardTransitionRoutes,
        bulkIssuanceRoutes,
        pinRoutes,
        clientAccessRoutes,
        oneTimeRoutes,
        walletTokenRoutes,
        provisioningRoutes,
        fundingRoutes,
        programFundingRoutes,
        gpaOrderRoutes,
        feeRoutes,
        commandoRoutes,
        acceptedCountryRoutes,
        webhookRoutes,
        transactionRoutes,
        simulationRoutes,
        simulateRoutes,
        merchantGroupRoutes,
        velocityControlRoutes,
        authorizationControlRoutes,
        chargebackRoutes,
        caseRoutes,
      ])
        routes(api, deps);
      done();
    },
    { prefix: '/v3' },
  );
  await app.register((control, _options, done) => {
    // It has no credentials, so no other web page may drive it.
    control.addHook('onRequest', (request, _reply, next) => next(sameOrigin(request.headers)));
    controlRoutes(control, deps);
    cardholderControlRoutes(control, deps);
    walletControlRoutes(control, deps);
    disputeControlRoutes(control, deps);
    scenarioRoutes(control, deps);
    clockRoutes(control, deps);
    faultRoutes(control, deps);
    deliveryRoutes(control, deps);
    resourceRoutes(control, deps);
    done();
  });
  pageRoutes(app);
  const host = options.host ?? '127.0.0.1';
  const url = await listen(app, host, options.port);
  const widgets = options.widgetPort === undefined ? null : await startWidgets(deps, host, options.widgetPort);
  deps.sender.start();
  await deps.scheduler.catchUp();
  deps.shoppers.pace(options.purchasesPerMinute ?? 0);
  const stop = async (): Promise<void> => {
    if (widgets !== null) await closeServer(widgets.app);
    await closeServer(app);
    await deps.stop();
  };
  return { url, widgetUrl: widgets?.url ?? null, close: onlyOnce(stop) };
}

type Composed = ControlDeps & { readonly log: { error(fields: object, message: string): void }; readonly stop: () => Promise<void> };

function compose(options: EmulatorOptions): Composed {
  const settings = withDefaults(options.settings ?? {});
  const log = options.log ?? pino({ level: 'error', base: null });
  const store = new Store(options.dataDir);
  const remembered = (name: string): string | undefined =>
    store.get<{ value: string }>('SELECT value FROM meta WHERE name = ?', name)?.value;
  const remember = (name: string, value: string): void => {
    store.run('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', name, value);
  };
  const clock = new EmulatorClock(options.clock ?? systemClock, JSON.parse(remembered('clock') ?? '{"mode":"real"}') as ClockState);
  const ids = new Ids(options.seed ?? null, Number(remembered('ids') ?? 0));
  if (options.seed !== undefined) store.beforeCommit(() => remember('ids', String(ids.used)));
  const resources = new Resources(store);
  const exchanges = new Exchanges(store, clock, settings.keepExchanges);
  const transport = httpTransport();
  const faults = new Faults(store, clock, options.seed ?? null);
  const sender = new WebhookSender({ store, resources, exchanges, transport, faults, clock, ids, settings });
  const scheduler = new Scheduler(store, clock, (error, task) => log.error({ err: error, task: task.kind }, 'a planned step failed'));
  const network = new Network({ store, resources, exchanges, transport, faults, sender, scheduler, clock, ids, settings });
  const stories = new Stories({ network, scheduler, clock, ids });
  const shoppers = new Shoppers({
    stories,
    resources,
    clock,
    ids,
    usualMccs: (cardToken) => network.ledger.usualMccs(cardToken),
    onError: (error) => log.error({ err: error }, 'a shopper failed'),
  });
  const reset = async (): Promise<void> => {
    await network.settled();
    await sender.drained();
    store.clear();
    faults.clear();
    resources.forget();
    network.ledger.forget();
    network.spend.forget();
    network.commando.forget();
    sender.forget();
    clock.reset();
  };
  const stop = async (): Promise<void> => {
    shoppers.stop();
    await faults.stop();
    await scheduler.stop();
    await sender.stop();
    await transport.close();
    await network.settled();
    store.close();
  };
  const keepClock = (state: ClockState): void => remember('clock', JSON.stringify(state));
  return {
    store,
    resources,
    exchanges,
    faults,
    sender,
    scheduler,
    network,
    clock,
    ids,
    settings,
    stories,
    shoppers,
    keepClock,
    reset,
    log,
    stop,
  };
}

/** A signal may come twice. */
function onlyOnce(work: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | null = null;
  return () => (begun ??= work());
}

async function closeServer(app: FastifyInstance): Promise<void> {
  app.server.closeAllConnections();
  await app.close();
}

/** The widgets have an origin of their own, so that the page which holds them cannot look inside (wire-format §5.10). */
async function startWidgets(deps: Composed, host: string, port: number): Promise<{ readonly app: FastifyInstance; readonly url: string }> {
  const app = fastify({ logger: false });
  answerErrors(app, deps.log);
  widgetRoutes(app, deps);
  return { app, url: await listen(app, host, port) };
}

/** A path that is there under another method answers 405, any other 404 (wire-format §17.1). */
function answerWrongMethods(app: FastifyInstance): void {
  const known: RegExp[] = [];
  app.addHook('onRoute', ({ url }) => {
    known.push(new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+')}$`));
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const [status, message] = known.some((route) => route.test(path)) ? [405, 'Method not allowed'] : [404, 'Not found'];
    return reply.code(status).send({ error_code: `${status}000`, error_message: message });
  });
}

/** Commands without a body, such as a ping, may still say that it is JSON. */
function acceptEmptyBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    bodiesAsSent.set(request, body as string);
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body as string));
    } catch {
      done(new ApiError(400, '400037', 'Malformed JSON'));
    }
  });
}

const pingRoutes: Routes = (app, { clock, ids }) => {
  app.get('/ping', async () => ({
    success: true,
    version: 'emulator',
    revision: '1',
    timestamp: wireTimestamp(clock.now()),
    env: 'emulator',
    id: ids.uuid(),
  }));
  app.post('/ping', async (request) => ({ success: true, id: ids.uuid(), payload: asObject(request.body)['payload'] }));
};
