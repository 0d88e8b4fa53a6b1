import { type Logger, pino } from 'pino';

export type Log = Logger;

/** JSON lines on stdout. What may carry a secret or a person's data is redacted by path, whoever logs it. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    redact: {
      paths: [
        'req.headers.authorization',
        'req.headers.cookie',
        'headers.authorization',
        'headers.cookie',
        'password',
        'accessToken',
        'refreshToken',
        '*.password',
        '*.accessToken',
        '*.refreshToken',
        '*.pan',
        '*.cvv_number',
      ],
      censor: '[redacted]',
    },
  });
}
