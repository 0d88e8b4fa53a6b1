import { useState } from 'react';
import { useSession } from './react.tsx';
import { type Refusal, refusalOf } from './refusal.ts';
import { sendAs } from './send-as.ts';

export interface Files {
  busy: boolean;
  /** Why the last one was not sent or fetched. */
  refusal: Refusal | null;
  /** Sends a file as it is. False when it was refused. */
  upload(path: string, file: File): Promise<boolean>;
  /** Fetches a file and has the browser keep it under its name. False when it was refused. */
  save(path: string, name: string): Promise<boolean>;
}

/** Files of the API, asked for as the person who is signed in. */
export function useFiles(): Files {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    setBusy(true);
    setRefusal(null);
    try {
      await work();
      return true;
    } catch (error) {
      setRefusal(refusalOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  };

  return {
    busy,
    refusal,
    upload: (path, file) =>
      attempt(async () => {
        const headers = { 'content-type': file.type === '' ? 'application/octet-stream' : file.type };
        await sendAs(session, `${path}?name=${encodeURIComponent(file.name)}`, { method: 'POST', headers, body: file });
      }),
    save: (path, name) => attempt(async () => keep(await (await sendAs(session, path, {})).blob(), name)),
  };
}

/** Has the browser keep some content as a file. */
export function keep(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
