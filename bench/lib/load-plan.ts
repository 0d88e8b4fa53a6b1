/** How fast requests are sent: the next one upon an answer, or by the clock whatever the answers do (arrivals as in a Poisson process). */
export type Pace = { readonly kind: 'closed' } | { readonly kind: 'open'; readonly perSecond: number };

export type LoadPlan = {
  /** Several are taken in turn by the connections. */
  readonly port: number | readonly number[];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** At most; an open load opens no more than it needs. */
  readonly connections: number;
  readonly pace: Pace;
  readonly durationMs: number;
  /** Requests stop here even when time is left. */
  readonly maxRequests?: number;
  /** Number of the first request: its tokens follow from it, so runs of one database take numbers that do not overlap. */
  readonly firstSequence: number;
  readonly source: { readonly module: string; readonly options: unknown };
};

/** What a module named by a plan exports as `makeRequests`. */
export type MakeRequests<Options> = (options: Options) => (sequence: number) => LoadRequest;

export type LoadRequest = {
  readonly body: string;
  readonly headers?: string;
  /** Text that an answer to this very request has in its body. */
  readonly echo: string;
};

/** Status 0 in `statuses`: sent, and no answer came. */
export type LoadResult = {
  readonly firstSequence: number;
  readonly statuses: Uint16Array;
  /** Sorted. Of an open load from the moment at which the request was due, so a queue in the client counts. */
  readonly latenciesMs: Float64Array;
  readonly elapsedMs: number;
  /** Answers that belong to another request. */
  readonly mismatched: number;
  /** How many requests came to nothing, by why: see `failureOf`, or CONNECTION_LOST, NO_ANSWER, and NOT_SENT of an open load that ran away. */
  readonly failures: Readonly<Record<string, number>>;
  readonly firstAnswer: { readonly request: string; readonly status: number; readonly body: string } | null;
  /** Of the load's own process. */
  readonly cpuMs: number;
};
