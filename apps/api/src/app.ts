import 'reflect-metadata';
import { noteReading } from './break-glass/note-reading.ts';
import { programsOfAll } from './cards/card-program.service.ts';
import { localeFor } from './context.ts';
import { openEntrance } from './entrance.ts';
import { FeedExecution } from './feed/execution.ts';
import { FeedFollower } from './feed/feed-follower.ts';
import { FeedReader } from './feed/reader.ts';
import { SocketSessions } from './feed/socket-sessions.ts';
import { FeedSocket } from './feed/socket.ts';
import { Subscriptions } from './feed/subscription.ts';
import { type AppOptions, openFoundation } from './foundation.ts';
import { openHttpServer, portOf } from './http-server.ts';
import { addressOf } from './http/caller-address.ts';
import { HttpMetrics } from './http/metrics.ts';
import { jobsOf } from './jobs.ts';
import { SpendRollups } from './ledger/rollups/spend-rollups.ts';
import { accountSetup } from './marqeta-account.ts';
import { desiredAccount } from './marqeta/provisioning/desired.ts';
import { provision } from './marqeta/provisioning/provision.ts';
import { moneyPathOf } from './money-of.ts';
import { smtpMailer } from './notifications/mailer.ts';
import { NotificationWriter } from './notifications/notification-writer.ts';
import { assertSchemaIsCurrent } from './platform/schema-version.ts';
import { type RunningWorker, startWorker } from './platform/worker.ts';
import { openResolvers } from './resolvers.ts';
import { PurchaseWatch } from './risk/purchase-watch.ts';
import { buildSchema } from './schema.ts';
import { openServices } from './services.ts';

/** The composition root: everything is made here, once, and given what it needs; started, and stopped. */
export async function createApp({ config, clock, log }: AppOptions) {
  const foundation = await openFoundation({ config, clock, log });
  const { redis, bus, database, marqeta } = foundation;
  const services = openServices(foundation);
  const entrance = openEntrance(foundation);
  const metrics = new HttpMetrics();
  const money = moneyPathOf(foundation, metrics.registry);
  const schema = buildSchema(openResolvers(foundation, services, entrance));

  const { authenticate, sessionWatch } = entrance;
  const reader = new FeedReader(database, new FeedExecution(schema, clock, log), bus);
  const socketSessions = new SocketSessions(authenticate, sessionWatch, clock, localeFor);
  const callerAddress = addressOf(config.trustedProxies);
  const socket = new FeedSocket({
    ...{ reader, subscriptions: new Subscriptions(schema), sessions: socketSessions, callerAddress, log },
    noteReading: (viewer, asked, options) => noteReading(database, viewer, () => asked, options),
  });
  const consumers = [new SpendRollups(database.gateway), new PurchaseWatch(database), new NotificationWriter(database)];
  const followers = consumers.map((consumer) => new FeedFollower(consumer, bus, log));

  const mailer = config.smtpUrl === null ? null : smtpMailer(config.smtpUrl, config.mailFrom);
  const jobs = jobsOf(foundation, { services, entrance, money, mailer });

  metrics.add({ name: 'live_sockets', help: 'Open WebSockets of the live feed.', read: () => socket.count });
  metrics.add({
    name: 'requests_waiting',
    help: 'Requests waiting for a connection to the database.',
    read: () => database.requests.waiting,
  });
  metrics.add({ name: 'decisions_waiting', help: 'Authorization requests waiting for their batch.', read: () => money.authorizer.waiting });
  metrics.add({
    name: 'marqeta_circuit',
    help: 'Calls to Marqeta: 0 are sent, 1 one tries whether it is back, 2 none are sent.',
    read: () => ['CLOSED', 'HALF_OPEN', 'OPEN'].indexOf(marqeta.circuit()),
  });
  const server = await openHttpServer(foundation, { services, entrance, money, schema, metrics, socket });

  let worker: RunningWorker | null = null;
  return {
    server,
    database,
    services,
    /** Listens, and runs the jobs when that is this process's part. @returns the port */
    async start(): Promise<number> {
      await assertSchemaIsCurrent(database.api);
      await server.listen({ host: config.host, port: config.port });
      sessionWatch.start();
      socketSessions.start();
      reader.start();
      if (config.role === 'api') return portOf(server);
      for (const follower of followers) follower.start();
      worker = await startWorker({ ownerUrl: config.databaseOwnerUrl, jobs, log });
      return portOf(server);
    },
    /** Points the Marqeta account at this process. */
    async connectMarqeta(origin: string): Promise<void> {
      const wanted = desiredAccount(accountSetup(config, origin), await programsOfAll(database.gateway));
      await provision(marqeta, wanted, { baseUrl: config.marqeta.baseUrl });
    },
    /** Applies whatever the inbox has. */
    drain: () => money.drain(),
    async close(): Promise<void> {
      sessionWatch.stop();
      socketSessions.stop();
      socket.close();
      await reader.stop();
      await server.close();
      for (const follower of followers) await follower.stop();
      await worker?.stop();
      mailer?.close();
      await money.stop();
      await bus.close();
      redis.disconnect();
      await database.close();
    },
  };
}
