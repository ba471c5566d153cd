import { Controller, Get, Inject, type OnApplicationShutdown } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Logger } from '#libs/platform/logging.js';
import { Public } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { LOGGER } from '../foundation/foundation.module.js';
import { ProblemError } from '../problem-details/problem-error.js';

/** Longer than this nobody waits for a part of ours to answer, ms. */
const PATIENCE_MS = 2_000;

const live = z.object({ status: z.literal('alive') }).meta({ id: 'Live' });
const part = z.enum(['up', 'down']);
const ready = z
  .object({
    status: z
      .enum(['ready', 'degraded'])
      .describe('Degraded: requests are accepted and stored, and take effect once Temporal is back.'),
    database: part,
    temporal: part,
  })
  .meta({ id: 'Ready' });

/**
 * Live: the process answers. Ready: it can accept, store and read, for which it needs its database only. Without Temporal
 * it goes on accepting, and says that it is degraded: taking it out of service would lose what it could have stored.
 */
@ApiTags('Health')
@Public()
@Controller('health')
export class HealthController implements OnApplicationShutdown {
  /** Questions not yet answered: a channel closed under one that is being repeated would crash the process. */
  private readonly asking = new Set<Promise<unknown>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly temporal: Client,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get('live')
  @Operation({
    id: 'live',
    summary: 'Whether the process lives',
    public: true,
    answers: [{ status: 200, description: 'It lives.', schema: live, example: { status: 'alive' } }],
  })
  live(): z.output<typeof live> {
    return { status: 'alive' };
  }

  @Get('ready')
  @Operation({
    id: 'ready',
    summary: 'Whether the service can work, and what of it is down',
    public: true,
    answers: [
      {
        status: 200,
        description: 'It can.',
        schema: ready,
        example: { status: 'ready', database: 'up', temporal: 'up' },
      },
    ],
  })
  async ready(): Promise<z.output<typeof ready>> {
    const [database, temporal] = await Promise.all([
      this.answers('database', async () => this.dataSource.query('select 1')),
      this.answers('temporal', async () =>
        this.temporal.withDeadline(Date.now() + PATIENCE_MS, () => this.temporal.workflowService.getSystemInfo({})),
      ),
    ]);
    if (database === 'down') {
      throw new ProblemError('SERVICE_NOT_READY', {
        detail: `Down: ${temporal === 'down' ? 'database, temporal' : 'database'}.`,
        headers: { 'Retry-After': '5' },
      });
    }
    return { status: temporal === 'up' ? 'ready' : 'degraded', database, temporal };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.asking);
  }

  private async answers(part: string, ask: () => Promise<unknown>): Promise<'up' | 'down'> {
    const asked = ask();
    const settled = asked.then(
      () => undefined,
      () => undefined,
    );
    this.asking.add(settled);
    void settled.then(() => {
      this.asking.delete(settled);
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
    });
    try {
      await Promise.race([asked, late]);
      return 'up';
    } catch (error) {
      this.logger.warn({ err: error, part }, 'a part of the service is down');
      return 'down';
    } finally {
      clearTimeout(timer);
    }
  }
}
