/** Who receives what the feed says, in the feed's order. */
export type Receiver = {
  /** One item: the payload of a `next` message. Does not wait and does not throw. */
  item(result: Buffer): void;
  /** Resolves when the receiver can take more; rejects when it is too slow. */
  ready(): Promise<void>;
  /** The feed cannot go on for this receiver. It is followed no more. */
  broken(error: unknown): void;
};

export type Following = { stop(): void };
