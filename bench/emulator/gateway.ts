import { createServer } from 'node:http';
import { listen } from './listen.ts';

type Question = { readonly gpa_order?: { readonly jit_funding: Record<string, unknown> } };

/** The least that is a gateway and a webhook endpoint: approves everything, takes everything. `GET /told` says how much it was told. */
let told = 0;

const server = createServer((request, response) => {
  const answer = (body: string): void => void response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  if (request.method === 'GET') return answer(JSON.stringify({ told }));
  let text = '';
  request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return void request.on('end', () => {
    if (request.url !== '/gateway') {
      told += (JSON.parse(text) as { transactions?: readonly unknown[] }).transactions?.length ?? 0;
      return answer('');
    }
    const { token, method, user_token, amount } = (JSON.parse(text) as Question).gpa_order?.jit_funding ?? {};
    return answer(JSON.stringify({ jit_funding: { token, method, user_token, amount } }));
  });
});
await listen(server);
