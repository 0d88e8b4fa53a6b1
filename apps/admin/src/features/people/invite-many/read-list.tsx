import { Trans, useLingui } from '@lingui/react/macro';
import { Button, FileButton, Group, Stack, Textarea } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';

export interface ReadListProps {
  text: string;
  error: string | null;
  busy: boolean;
  onChange: (text: string) => void;
  onRead: (text: string) => void;
}

/** Where a list is pasted, dropped or chosen. */
export function ReadList({ text, error, busy, onChange, onRead }: ReadListProps) {
  const { t } = useLingui();
  const [over, setOver] = useState(false);
  const take = async (file: File | null | undefined) => {
    if (file == null) return;
    const read = textOf(await file.arrayBuffer());
    onChange(read);
    onRead(read);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    const file = event.dataTransfer.files.item(0);
    if (file === null) return;
    event.preventDefault();
    void take(file);
  };
  return (
    <Stack gap="sm">
      <Textarea
        label={t`List`}
        description={t`First name, last name, e-mail, role, team: one person a line. Copy from a spreadsheet, or drop a CSV file. Role and team may be left out.`}
        placeholder={'Ana,Costa,ana@example.com,Employee,Design\nRui,Silva,rui@example.com'}
        styles={{
          input: {
            fontFamily: 'var(--mantine-font-family-monospace)',
            ...(over && { borderColor: 'var(--mantine-primary-color-filled)' }),
          },
        }}
        autosize
        minRows={8}
        maxRows={18}
        spellCheck={false}
        value={text}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      />
      <Group gap="xs">
        <Button loading={busy} disabled={text.trim() === ''} onClick={() => onRead(text)}>
          <Trans>Check the list</Trans>
        </Button>
        <FileButton accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileTypeCsv size={16} aria-hidden />}>
              <Trans>Choose a file</Trans>
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}

/** Spreadsheets still write in the code page of Windows where they are not told otherwise. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
