import { createServer, request } from 'node:http';
import { connect } from 'node:net';

/** The port that serves a path: the first prefix that fits, else the last entry. */
export function portFor(path, routes) {
  const found = routes.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`));
  return (found ?? routes.at(-1)).port;
}

/**
 * One port in front of several servers of this machine, for development: the apps come from Vite, everything else from the API,
 * WebSockets included, so that origin and cookies are those of the built product.
 */
export function startFront(port, routes) {
  const server = createServer((incoming, outgoing) => {
    const onward = request(
      { host: '127.0.0.1', port: portFor(incoming.url, routes), method: incoming.method, path: incoming.url, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', (error) => {
      if (!outgoing.headersSent) outgoing.writeHead(502, { 'content-type': 'text/plain' });
      outgoing.end(`${incoming.url} is not being served (${error.code}): it may be restarting.\n`);
    });
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming, socket, head) => {
    const onward = connect(portFor(incoming.url, routes), '127.0.0.1', () => {
      const headers = incoming.rawHeaders.reduce((text, part, at) => text + part + (at % 2 ? '\r\n' : ': '), '');
      onward.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers}\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => (end === socket ? onward : socket).destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve({
        stop: () =>
          new Promise((done) => {
            server.close(done);
            server.closeAllConnections();
          }),
      }),
    );
  });
}
