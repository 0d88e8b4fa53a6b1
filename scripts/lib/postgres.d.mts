export interface PostgresOptions {
  /** Folder of the cluster, its passwords and log; made when missing. As root it must be enterable for others, else one outside is used. */
  readonly dataDir: string;
  /** Wanted port; the next free one is taken when it is busy. `0`: any. Default 5432. */
  readonly port?: number;
  /** fsync off: for data that may be lost, tests only. */
  readonly fast?: boolean;
  /** Settings of the server beside ours, or in their place. */
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly logger?: { info(message: string): void; warn(message: string): void };
}

export interface RunningPostgres {
  readonly port: number;
  /** Where the data really is: `PostgresOptions.dataDir`, or the folder outside it. */
  readonly dataDir: string;
  /**
   * Connection URL. `postgres` is the superuser (default), `postgres` the default database. Any other user gets a password made
   * at first ask and kept with the data; creating the role and the database is the caller's.
   */
  url(user?: string, database?: string): string;
  password(user: string): string;
  /** Settles when the server ends, whoever ended it. */
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  /** Stops the server; `remove` also deletes its folder (and does not wait for a checkpoint). */
  stop(options?: { readonly remove?: boolean }): Promise<void>;
}

export function startPostgres(options: PostgresOptions): Promise<RunningPostgres>;

/** The way into a server of this folder that another process keeps; `undefined` when none runs. */
export function attachPostgres(dataDir: string): Pick<RunningPostgres, 'port' | 'url' | 'password'> | undefined;

/** Deletes the data of a cluster that does not run, wherever `startPostgres` has put it. */
export function removePostgres(dataDir: string): void;
