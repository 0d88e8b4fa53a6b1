import { DomainError } from '../platform/errors.ts';

export class FileTooLargeError extends DomainError {
  override readonly name = 'FileTooLargeError';
  readonly kind = 'too_large';
  readonly code = 'FILE_TOO_LARGE';
  constructor(mostBytes: number) {
    super(`A file has at most ${Math.floor(mostBytes / 1024 / 1024)} MB.`);
  }
}

export class FileKindError extends DomainError {
  override readonly name = 'FileKindError';
  readonly kind = 'invalid';
  readonly code = 'FILE_KIND';
  constructor() {
    super('This kind of file is not kept. Send a PDF, or an image as PNG, JPEG, WebP or HEIC.');
  }
}
