import { readFileSync } from 'node:fs';
import { fastify } from 'fastify';
import { Agent, request } from 'undici';
import { template } from '../lib/template.ts';
import { listen } from './listen.ts';

/**
 * What no emulator on Fastify and undici can be faster than: takes the same request, asks the same gateway a question of the same
 * size, answers with a transaction of the same size, and keeps nothing.
 */
const gateway = `${process.env['GATEWAY_URL'] ?? ''}/gateway`;
const agent = new Agent({ connections: 256, pipelining: 1 });
const questionOf = template('jit-request.authorization', { jit: ['gpa_order.jit_funding.token'] });
const fixture = new URL(import.meta.resolve('@afc/marqeta/fixtures/api.simulations2.authorization.response.json'));
const { transaction } = JSON.parse(readFileSync(fixture, 'utf8')) as { transaction: object };

const app = fastify({ logger: false });
app.post('/v3/simulations/cardtransactions/authorization', async (received, reply) => {
  const { amount, card_acceptor } = received.body as { amount: string; card_acceptor: object };
  const answer = await request(gateway, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Basic c2FtZTpzaXpl' },
    body: questionOf({ jit: crypto.randomUUID() }),
  });
  const { jit_funding } = (await answer.body.json()) as { jit_funding: object };
  return reply.code(201).send({ transaction: { ...transaction, amount: Number(amount), card_acceptor, jit_funding } });
});
await app.ready();
await listen(app.server);
