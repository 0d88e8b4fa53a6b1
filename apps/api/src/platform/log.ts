import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

export type Log = Logger;

/** JSON lines, on stdout unless said otherwise. What may carry a secret or a person's data is redacted by path, whoever logs it. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options: LoggerOptions = {
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
        // What PostgreSQL and TypeORM say of a statement that failed: the values that it was given.
        'err.parameters',
        'err.driverError',
        'err.detail',
        'err.where',
      ],
      censor: '[redacted]',
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
