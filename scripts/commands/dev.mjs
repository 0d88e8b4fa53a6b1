import { join } from 'node:path';
import { prepared } from '../lib/prepared.mjs';
import { inRoot, root } from '../lib/root.mjs';

/** `npm run dev`: the product as `npm start` brings it up, but what is edited is rebuilt, and the apps come from Vite. */
export async function main(args) {
  return prepared('dev.mjs', args, async (progress) => {
    const { startProduct } = await import('../lib/product.mjs');
    const { serveUntilStopped } = await import('../lib/serve-until-stopped.mjs');
    const env = { ...process.env, DEMO: process.env.DEMO || '1' };
    return serveUntilStopped(progress, () => startProduct({ progress, env, demo: env.DEMO === '1', serve: serveEdited }));
  });
}

const APPS = ['admin', 'portal'];

async function serveEdited(context, settings) {
  const { freePort } = await import('../lib/ports.mjs');
  const front = Number(settings.PORT);
  const apiPort = await freePort(front + 10);
  await watchBuilds(context);
  await startApi(context, { ...settings, PORT: String(apiPort) });
  const routes = [];
  for (const app of APPS) {
    const port = await freePort(front + 20 + routes.length, { avoid: routes.map((route) => route.port) });
    await startVite(context, app, port);
    routes.push({ prefix: `/${app}`, port });
  }
  const { startFront } = await import('../lib/front.mjs');
  const { stop } = await startFront(front, [...routes, { prefix: '/', port: apiPort }]);
  context.stack.add('front', stop);
}

/** turbo rebuilds the packages that the API runs from; its complaints about what does not compile are shown as they come. */
async function watchBuilds({ progress, stack, dataDir }) {
  const { spawnKept } = await import('../lib/kept-process.mjs');
  const { toolEnvironment } = await import('../lib/pinned-node.mjs');
  const watch = spawnKept(
    inRoot('node_modules', '.bin', 'turbo'),
    ['watch', 'build', '--filter=@afc/api...', '--output-logs=errors-only', '--ui=stream'],
    {
      logPath: join(dataDir, 'logs', 'build.log'),
      cwd: root,
      env: toolEnvironment(),
      patienceMs: 5_000,
      onLine: (line) => /error/i.test(line) && progress.say(line),
    },
  );
  stack.add('build', () => watch.stop());
}

function startApi({ progress, stack, dataDir }, settings) {
  return progress.step('API and worker', async () => {
    const { API } = await import('../lib/product.mjs');
    const { startNodeService } = await import('../lib/node-service.mjs');
    const service = await startNodeService({
      name: 'The API',
      script: join(API, 'main.js'),
      nodeArgs: ['--watch', '--watch-preserve-output'],
      env: settings,
      cwd: inRoot('apps', 'api'),
      logPath: join(dataDir, 'logs', 'api.log'),
      isReady: (entry) => entry.msg === 'ready',
      onEntry: (entry) => Number(entry.level) >= 40 && progress.say(`  API: ${[entry.msg, entry.err?.message].filter(Boolean).join(': ')}`),
    });
    stack.add('API', service.stop);
    return `port ${settings.PORT}`;
  });
}

function startVite({ progress, stack, dataDir, failures }, app, port) {
  return progress.step(`Vite, ${app}`, async () => {
    const { startService } = await import('../lib/node-service.mjs');
    const { toolEnvironment } = await import('../lib/pinned-node.mjs');
    const service = await startService({
      name: `Vite for ${app}`,
      command: inRoot('apps', app, 'node_modules', '.bin', 'vite'),
      args: ['--host', '127.0.0.1', '--port', String(port), '--strictPort', '--clearScreen', 'false'],
      cwd: inRoot('apps', app),
      env: { ...toolEnvironment(), NO_COLOR: '1' },
      logPath: join(dataDir, 'logs', `vite-${app}.log`),
      readyLine: (line) => (/Local:/.test(line) ? line : undefined),
    });
    stack.add(`Vite for ${app}`, service.stop);
    failures.push(service.failure);
    return `port ${port}`;
  });
}
