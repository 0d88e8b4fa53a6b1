import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { optionsOf, serve } from '../lib/child.ts';
import type { PeerOptions } from './main.ts';

/** PostGraphile 5 as its manual shows it, on the product's schema, as the product's role. */
const { url, companyId, connections } = optionsOf<PeerOptions>();

const server = createServer();
server.on('error', (error) => {
  throw error;
});
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: url, schemas: ['public'], poolConfig: { max: connections } })],
  grafast: { context: () => ({ pgSettings: { 'app.company_id': companyId } }), explain: false },
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
});
await instance.createServ(grafserv).addTo(server);
server.listen(0, '127.0.0.1', () => serve((server.address() as AddressInfo).port));
