/** The wanted port of the loopback address, or the next free one after it; `0`: any. */
export function freePort(wanted: number): Promise<number>;
