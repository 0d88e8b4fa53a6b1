import type { Clock } from '../platform/clock.ts';

const KEPT_MS = 5_000;
const PATIENCE_MS = 2_000;

/**
 * Whether the issuer answers. Asked once for all who look within a few seconds, and given up early: a page that shows that the
 * issuer is away must not hang on it.
 */
export function issuerProbe(ping: () => Promise<unknown>, clock: Clock): () => Promise<boolean> {
  let last: { readonly atMs: number; readonly answer: Promise<boolean> } | null = null;
  return () => {
    const atMs = clock.now().getTime();
    if (last === null || atMs - last.atMs >= KEPT_MS || atMs < last.atMs) last = { atMs, answer: answers(ping) };
    return last.answer;
  };
}

async function answers(ping: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const answered = ping().then(
    () => true,
    // However it failed, it is not there for us: that is the answer.
    () => false,
  );
  try {
    return await Promise.race([answered, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
