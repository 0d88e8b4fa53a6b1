export interface Progress {
  say(line?: string): void;
  step<T>(label: string, work: (report: { part(part: number, note?: string): void; note(text: string): void }) => Promise<T>): Promise<T>;
}

/** Lines that tell what is being done; rewritten in place on a terminal. */
export function createProgress(
  out?: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number },
  now?: () => number,
): Progress;

export function seconds(ms: number): string;
export function bar(part: number, width?: number): string;
