import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/lib/ports.mjs';
import { onPath } from '../../scripts/lib/redis.mjs';

export type Proxy = { readonly port: number; stop(): Promise<void> };

/** An nginx in front of these ports, as in production but without TLS; null where there is no nginx. */
export async function startNginx(ports: readonly number[]): Promise<Proxy | null> {
  const program = onPath(['nginx'], `${process.env['PATH']}:/usr/sbin`);
  if (program === undefined) return null;
  const folder = await mkdtemp(join(tmpdir(), 'afc-bench-nginx-'));
  const port = await freePort(8_080);
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, ports));
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'inherit', 'inherit'] });
  const exited = once(child, 'exit');
  const giveUpAt = performance.now() + 60_000;
  while (!(await listens(port))) {
    if (performance.now() > giveUpAt || child.exitCode !== null) throw new Error('nginx did not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port,
    async stop() {
      child.kill('SIGQUIT');
      setTimeout(() => child.kill('SIGTERM'), 2_000).unref();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number, ports: readonly number[]): string {
  return `daemon off;
pid ${folder}/nginx.pid;
error_log stderr warn;
worker_processes 4;
events { worker_connections 15000; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  keepalive_requests 1000000;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  upstream api { ${ports.map((each) => `server 127.0.0.1:${each};`).join(' ')} keepalive 256; }
  server {
    listen 127.0.0.1:${port} reuseport;
    location / {
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $host;
      proxy_read_timeout 300s;
    }
  }
}
`;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
