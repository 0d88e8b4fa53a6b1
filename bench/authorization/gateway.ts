/** A process of the product that answers Marqeta's questions, composed as `app.ts` composes it. Ends when its parent says "stop". */
import type { AddressInfo } from 'node:net';
import { createAuthorizer } from '@afc/api/dist/src/authorization/authorizer.js';
import { jitRoutes } from '@afc/api/dist/src/authorization/jit.route.js';
import { systemClock } from '@afc/api/dist/src/platform/clock.js';
import { openGatewayPool } from '@afc/api/dist/src/platform/database.js';
import { createLog } from '@afc/api/dist/src/platform/log.js';
import fastify from 'fastify';
import { GATEWAY } from './gateway-access.ts';

const log = createLog('warn');
const gateway = openGatewayPool(process.env['DATABASE_GATEWAY_URL'] ?? '', log);
const unexpected = (what: string) => () => Promise.reject(new Error(`${what}: no benchmark does that`));
const authorizer = createAuthorizer({
  gateway,
  clock: systemClock,
  log,
  publisher: { companyAt: () => undefined },
  deadlineMs: 1_500,
  ...(process.env['LANES'] ? { lanes: Number(process.env['LANES']) } : {}),
  releaseLate: unexpected('an approval came too late'),
});
const app = fastify({ logger: false });
await app.register(
  jitRoutes({
    authorizer,
    credentials: GATEWAY,
    allowedIps: [],
    log,
    tell: unexpected('a message'),
    keep: unexpected('a request not understood'),
  }),
);
await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.((app.server.address() as AddressInfo).port);

process.once('message', () => process.disconnect());
process.once('disconnect', () => void stop());

async function stop(): Promise<void> {
  app.server.closeAllConnections();
  await app.close();
  await authorizer.stop();
  await gateway.end();
}
