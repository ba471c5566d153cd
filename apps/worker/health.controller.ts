import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { WorkerRunner } from './worker-runner.js';

@Controller('health')
export class HealthController {
  constructor(private readonly runner: WorkerRunner) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  ready(): { status: 'ok' } {
    if (!this.runner.isRunning()) throw new ServiceUnavailableException('The workers are not polling.');
    return { status: 'ok' };
  }
}
