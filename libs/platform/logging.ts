import type { LoggerService } from '@nestjs/common';
import type { LogLevel, LogMetadata, Logger as TemporalLogger } from '@temporalio/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevelName } from './configuration.js';
import { redact, redactText } from './redaction.js';

export type { Logger } from 'pino';

/** One JSON line for each entry. Whatever is logged passes through redaction first, whoever logs it. */
export function createLogger(process: string, level: LogLevelName, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => redact(error) },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (entry: Record<string, unknown>) => redact(entry) as Record<string, unknown>,
    },
    hooks: {
      logMethod(this: Logger, args: Parameters<Logger['info']>, method: Logger['info']) {
        // a message may be the first argument or follow an object
        const safe = args.map((arg: unknown) => (typeof arg === 'string' ? redactText(arg) : arg));
        method.apply(this, safe as Parameters<Logger['info']>);
      },
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Nest's own lines through the same stream. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest puts the context last, and a stack before it. */
  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const texts = rest.filter((part): part is string => typeof part === 'string');
    const entry = {
      ...(texts.length > 0 ? { context: texts.at(-1) } : {}),
      ...(texts.length > 1 ? { stack: texts[0] } : {}),
      ...(message instanceof Error ? { err: message } : {}),
    };
    this.logger[level](entry, message instanceof Error ? message.message : describe(message));
  }
}

const describe = (message: unknown): string =>
  typeof message === 'string' ? message : JSON.stringify(redact(message ?? null));

const PINO_LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * What `Runtime.install({ logger })` takes, so that the SDK's, the workflows' and our own lines share one stream. The SDK
 * adds symbol-keyed metadata of its own, which stays out.
 */
export function temporalLogger(logger: Logger): TemporalLogger {
  const log = (level: LogLevel, message: string, meta?: LogMetadata): void => {
    const { error, ...rest } = { ...meta } as Record<string, unknown>;
    logger[PINO_LEVELS[level]]({ ...rest, ...(error === undefined ? {} : { err: error }) }, message);
  };
  return {
    log,
    trace: log.bind(undefined, 'TRACE'),
    debug: log.bind(undefined, 'DEBUG'),
    info: log.bind(undefined, 'INFO'),
    warn: log.bind(undefined, 'WARN'),
    error: log.bind(undefined, 'ERROR'),
  };
}
