/** The environment of tests: nothing that points to a running installation reaches them. */
export function testEnvironment(options?: {
  readonly long?: boolean;
  readonly seed?: number;
  readonly env?: NodeJS.ProcessEnv;
}): Record<string, string>;
