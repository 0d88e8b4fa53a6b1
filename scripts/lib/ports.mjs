import { createServer } from 'node:net';

/** True when nothing listens on this port of the loopback address. */
export function isFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The wanted port, or the next free one after it; `0` asks the system for any. */
export async function freePort(wanted, { avoid = [], tries = 200, free = isFree } = {}) {
  if (wanted === 0) return anyPort();
  for (let port = wanted; port < Math.min(wanted + tries, 65_536); port += 1) {
    if (!avoid.includes(port) && (await free(port))) return port;
  }
  throw new Error(`No free port between ${wanted} and ${wanted + tries - 1}.`);
}

function anyPort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
