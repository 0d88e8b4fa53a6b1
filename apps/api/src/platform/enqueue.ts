export type EnqueueOptions = {
  /** Jobs of one key replace each other while they wait: the subject's id. */
  readonly key?: string;
  /** One of the key that waits already keeps its time: what is added to it does not put it off. */
  readonly keepsTime?: true;
  readonly runAt?: Date;
  /** Jobs of one queue run one after the other. */
  readonly queue?: string;
};

/** Enqueues in the transaction that makes the work necessary, by a function that runs as the jobs' owner. */
export const ENQUEUE = 'SELECT afc_enqueue($1, $2, $3, $4, $5, $6)';

export function enqueueParameters(name: string, payload: object, options: EnqueueOptions): unknown[] {
  return [
    name,
    JSON.stringify(payload),
    options.key === undefined ? null : `${name}:${options.key}`,
    options.runAt ?? null,
    options.queue ?? null,
    options.keepsTime === true ? 'preserve_run_at' : 'replace',
  ];
}
