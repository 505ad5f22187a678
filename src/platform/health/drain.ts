import { setTimeout } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';

/** Whether this process is going away. While it drains, `/readyz` says 503 so that load balancers look elsewhere. */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  private begun = false;

  constructor(private readonly configuration: Configuration) {}

  get active(): boolean {
    return this.begun;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.begun = true;
    await setTimeout(this.configuration.shutdownDelay);
  }
}
