import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { portFor, startFront } from './front.mjs';
import { freePort } from './ports.mjs';

const routes = [
  { prefix: '/admin', port: 1 },
  { prefix: '/', port: 2 },
];

test.each([
  ['/admin', 1],
  ['/admin/cards?state=ACTIVE', 1],
  ['/admin?x', 1],
  ['/administration', 2],
  ['/graphql', 2],
])('%s is served by %i', (path, port) => {
  expect(portFor(path, routes)).toBe(port);
});

let api;
let front;
let port;

beforeAll(async () => {
  api = createServer((request, response) => {
    let body = '';
    request
      .on('data', (piece) => (body += piece))
      .on('end', () => response.setHeader('x-host', request.headers.host).end(`${request.method} ${request.url} ${body}`));
  });
  api.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
    socket.pipe(socket);
  });
  await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
  port = await freePort(0);
  front = await startFront(port, [{ prefix: '/', port: api.address().port }]);
});

afterAll(async () => {
  await front.stop();
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
});

test('a request arrives as it was sent, the host included', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/graphql?a=1`, { method: 'POST', body: 'hello' });
  expect(await answer.text()).toBe('POST /graphql?a=1 hello');
  expect(answer.headers.get('x-host')).toBe(`127.0.0.1:${port}`);
});

test('a WebSocket is handed on', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
  let text = '';
  await new Promise((resolve) => {
    socket.on('data', (piece) => {
      text += piece;
      if (text.endsWith('\r\n\r\n')) socket.write('ping');
      if (text.endsWith('ping')) resolve();
    });
  });
  socket.destroy();
  expect(text).toContain('101 Switching Protocols');
});

test('a server that is away gives a sentence, not a hanging page', async () => {
  const away = await freePort(0);
  const half = await startFront(away, [{ prefix: '/', port: await freePort(0) }]);
  const answer = await fetch(`http://127.0.0.1:${away}/admin`);
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain('/admin is not being served');
  await half.stop();
});
