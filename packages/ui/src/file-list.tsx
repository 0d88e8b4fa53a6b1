import { IconFileTypePdf, IconPhoto } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSurroundings } from './app-providers.tsx';
import classes from './file-list.module.css';

export interface FileListItem {
  id: string;
  name: string;
  contentType: string;
  sizeBytes: number;
  /** Who, and when. */
  detail: ReactNode;
}

export interface FileListProps {
  label: string;
  items: readonly FileListItem[];
  /** Fetches the file: a plain link could not show who asks. */
  onOpen: (item: FileListItem) => void;
}

/** Files with what they are; a press on one fetches it. */
export function FileList({ label, items, onOpen }: FileListProps) {
  const { locale } = useSurroundings();
  return (
    <ul className={classes.files} aria-label={label}>
      {items.map((item) => {
        const Icon = item.contentType === 'application/pdf' ? IconFileTypePdf : IconPhoto;
        return (
          <li key={item.id}>
            <button type="button" className={classes.file} onClick={() => onOpen(item)}>
              <Icon size={20} stroke={1.6} aria-hidden />
              <span className={classes.text}>
                <span className={classes.name}>{item.name}</span>
                <span className={classes.detail}>
                  {sizeOf(item.sizeBytes, locale)} · {item.detail}
                </span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function sizeOf(bytes: number, locale: string): string {
  const [value, unit] = bytes < 1_000_000 ? [Math.max(1, Math.round(bytes / 1_000)), 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
}
