import { join } from 'node:path';
import type { Config } from './config.ts';
import { diskStore } from './files/disk-store.ts';
import type { FileStore } from './files/file-store.ts';
import { s3Store } from './files/s3-store.ts';

/** A bucket where one is set, else a folder of this machine. */
export function fileStoreOf({ s3, dataDir }: Pick<Config, 's3' | 'dataDir'>): FileStore {
  return s3 === null ? diskStore(join(dataDir, 'files')) : s3Store(s3);
}
