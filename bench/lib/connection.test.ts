import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, Connection, ConnectionLostError, readAnswer, requestHead } from './connection.ts';

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
  request.on('end', () => {
    if (body === 'cut') response.destroy();
    else response.writeHead(body === 'no' ? 402 : 200, { 'content-length': body.length }).end(body);
  });
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

function ask(connection: Connection, body: string): Promise<Answer | ConnectionLostError> {
  const head = requestHead(port, '/', { authorization: 'Basic x' });
  return new Promise((resolve) => connection.send(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`, resolve));
}

test('one connection carries one request after the other', async () => {
  const connection = new Connection(port);

  expect(await ask(connection, 'yes')).toEqual({ status: 200, body: 'yes' });
  expect(await ask(connection, 'no')).toEqual({ status: 402, body: 'no' });

  connection.close();
});

test('a request whose connection is cut gets no answer', async () => {
  const connection = new Connection(port);

  expect(await ask(connection, 'cut')).toBeInstanceOf(ConnectionLostError);
  expect(connection.usable).toBe(false);
});

test('an answer is read when it is whole', () => {
  const text = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody';

  expect(readAnswer(text.slice(0, 20))).toBeNull();
  expect(readAnswer(text.slice(0, -1))).toBeNull();
  expect(readAnswer(text)).toEqual({ status: 200, body: 'body' });
});
