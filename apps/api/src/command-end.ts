import { ConfigError } from './config.ts';
import { SealBrokenError } from './platform/seal.ts';

/** What PostgreSQL, or the network before it, says when nobody gets in. */
const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', '28P01', '28000', '3D000']);

/** Runs a command of the command line to its exit code. What a person can mend is said in one line; anything else is a defect, told whole. */
export async function toExitCode(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const line = lineOf(error);
    if (line === null) throw error;
    process.stderr.write(`${line}\n`);
    return 1;
  }
}

function lineOf(error: unknown): string | null {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof SealBrokenError)
    return `MASTER_KEY, MASTER_KEY_PREVIOUS: ${error.message}. They expect the keys that the product has.`;
  if (!(error instanceof Error) || !('code' in error) || !NO_CONNECTION.has(String(error.code))) return null;
  // With several addresses of one name, each has its own word and the whole has none.
  return `DATABASE_URL, DATABASE_GATEWAY_URL, DATABASE_OWNER_URL: no connection: ${error.message || String(error.code)}.`;
}
