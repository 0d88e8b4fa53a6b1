/** Where the bytes of files lie. Keys are ours: letters, digits, dashes and slashes. */
export interface FileStore {
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** Null when there is nothing under this key. */
  get(key: string): Promise<Buffer | null>;
  /** All keys that begin so: a folder's, with its slash. */
  list(folder: string): Promise<string[]>;
}
