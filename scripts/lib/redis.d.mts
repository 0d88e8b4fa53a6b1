export interface RunningRedis {
  readonly port: number;
  readonly url: string;
  /** Settles when the server ends, whoever ended it. */
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  stop(): Promise<void>;
}

/** Starts the `redis-server` or `valkey-server` of this machine on a free port, nothing kept; `undefined` when there is none. */
export function startRedis(options: { readonly dataDir: string; readonly port?: number }): Promise<RunningRedis | undefined>;

/** The first of these programs found on the PATH, with its folder. */
export function onPath(names: readonly string[], path?: string): string | undefined;

/** The server program found on the PATH. */
export function redisProgram(): string | undefined;

/**
 * Installs Redis on Debian as root when it is missing. Otherwise answers the sentence that tells the command to use, or throws
 * it when `ci` (by default CI=true) is set.
 */
export function ensureRedis(options?: { readonly ci?: boolean; readonly say?: (line: string) => void }): string | undefined;
