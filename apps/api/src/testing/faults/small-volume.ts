import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEGABYTE = 2 ** 20;

/** A folder for a cluster: a volume of its own that can be filled to the last byte, where this machine lets us make one. */
export class SmallVolume {
  private constructor(
    readonly folder: string,
    /** Why it is no volume of its own; null when it is one. */
    readonly refusal: string | null,
  ) {}

  static make(megabytes: number): SmallVolume {
    const folder = mkdtempSync(join(tmpdir(), 'afc-faults-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder], { encoding: 'utf8' });
    if (mounted.status === 0) return new SmallVolume(folder, null);
    return new SmallVolume(folder, mounted.error?.message ?? mounted.stderr.trim());
  }

  /** Leaves no byte free. */
  fill(): void {
    const file = openSync(this.#ballast, 'w');
    try {
      for (let size = MEGABYTE; size >= 1; ) {
        try {
          writeSync(file, Buffer.alloc(size));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          size = Math.floor(size / 16);
        }
      }
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  remove(): void {
    if (this.refusal === null) spawnSync('umount', ['-l', this.folder]);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }
}
