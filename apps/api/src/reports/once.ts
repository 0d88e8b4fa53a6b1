/** Acts when it is first asked, and gives that to everybody who asks again. */
export function once<T>(act: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => (running ??= act());
}
