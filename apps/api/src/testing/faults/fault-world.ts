import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { SoakEmulator, STORIES } from '../soak/soak-emulator.ts';
import type { SoakCard } from '../soak/soak-plan.ts';
import { type SoakCompany, SoakProduct } from '../soak/soak-product.ts';
import { FaultCluster } from './fault-cluster.ts';
import type { Fault } from './fault-plan.ts';
import { FaultRedis } from './fault-redis.ts';
import { Line } from './line.ts';

const MOVING_CLOCK = fileURLToPath(new URL('./moving-clock.ts', import.meta.url));
/** Time for a hundred faults of the long run. */
const DAYS_AGO = 25;
const FUNDS_OF_THE_POOR = 60_000;
/** One can clear for more than was held: not with the company whose funds run out. */
const NEVER_MORE = ['simple', 'refund', 'reversal'] as const;

/** The built product, all that it needs, and a hand on each of them. */
export class FaultWorld {
  private constructor(
    readonly cluster: FaultCluster,
    readonly redis: FaultRedis | null,
    readonly line: Line,
    readonly emulator: SoakEmulator,
    readonly product: SoakProduct,
    readonly rich: SoakCompany,
    readonly poor: SoakCompany,
    private readonly folder: string,
  ) {}

  static async open(seed: number): Promise<FaultWorld> {
    const cluster = await FaultCluster.start();
    const redis = await FaultRedis.start();
    const line = await Line.open(cluster.port);
    const emulator = await SoakEmulator.start(seed, { daysAgo: DAYS_AGO, keepExchanges: 1_000 });
    const folder = mkdtempSync(join(tmpdir(), 'afc-clock-'));
    writeFileSync(offsetIn(folder), '0');
    const product = await SoakProduct.start(emulator.baseUrl, {
      database: cluster.database,
      reachedBy: cluster.urlsBy(line.port),
      env: {
        DECISION_DEADLINE_MS: '1500',
        NODE_OPTIONS: `--import ${MOVING_CLOCK}`,
        CLOCK_OFFSET_FILE: offsetIn(folder),
        ...(redis === null ? {} : { REDIS_URL: redis.url }),
      },
    });
    const rich = await product.company('Harborline', 10 ** 10, [null, null, null, null]);
    const poor = await product.company('Loureiro', FUNDS_OF_THE_POOR, [null, null]);
    await product.settled(60_000);
    return new FaultWorld(cluster, redis, line, emulator, product, rich, poor, folder);
  }

  get cards(): readonly SoakCard[] {
    return [
      ...this.rich.cards.map((token) => ({ token, stories: STORIES, mostMinor: 9_000 })),
      ...this.poor.cards.map((token) => ({ token, stories: NEVER_MORE, mostMinor: 3_000 })),
    ];
  }

  get companyIds(): readonly string[] {
    return [this.rich.companyId, this.poor.companyId];
  }

  /** Does it, and mends it. @returns the moment from which decisions are possible again */
  async strike({ name, forMs, jumpMs }: Fault): Promise<number> {
    const { cluster, redis, line, product, folder } = this;
    switch (name) {
      case 'api':
        await product.crash();
        break;
      case 'postgres':
        await cluster.kill();
        await sleep(forMs);
        await cluster.revive();
        break;
      case 'redis': {
        await redis?.kill();
        // Decisions need nothing of it: they are possible all the time.
        const moment = performance.now();
        await sleep(forMs);
        await redis?.revive();
        return moment;
      }
      case 'connections':
        await cluster.endConnections();
        break;
      case 'line':
        line.cut();
        await sleep(forMs);
        line.mend();
        break;
      case 'silence':
        line.forget();
        break;
      case 'disk':
        cluster.volume.fill();
        await sleep(forMs);
        cluster.volume.free();
        await cluster.revive();
        break;
      case 'clock':
        writeFileSync(offsetIn(folder), String(jumpMs));
        // The process looks twenty times a second.
        await sleep(200);
        break;
    }
    return performance.now();
  }

  async close(): Promise<void> {
    await this.product.close();
    await this.emulator.close();
    await this.line.close();
    await this.redis?.kill();
    await this.cluster.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const offsetIn = (folder: string): string => join(folder, 'offset');
