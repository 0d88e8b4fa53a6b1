/** What may be kept: what a receipt comes as. */
const FILE_KINDS = ['application/pdf', 'image/png', 'image/jpeg', 'image/webp', 'image/heic'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const ascii = (bytes: Uint8Array, from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');

const SIGNS: Readonly<Record<FileKind, (bytes: Uint8Array) => boolean>> = {
  'application/pdf': (bytes) => ascii(bytes, 0, 5) === '%PDF-',
  'image/png': (bytes) => ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n',
  'image/jpeg': (bytes) => ascii(bytes, 0, 3) === '\xff\xd8\xff',
  'image/webp': (bytes) => ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP',
  'image/heic': (bytes) => ascii(bytes, 4, 8) === 'ftyp' && ['heic', 'heix', 'mif1', 'msf1'].includes(ascii(bytes, 8, 12)),
};

/** By its first bytes, whatever its name or sender says; null for what may not be kept. */
export function kindOf(bytes: Uint8Array): FileKind | null {
  return FILE_KINDS.find((kind) => SIGNS[kind](bytes)) ?? null;
}
