import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { endStalled } from './connections.js';

/** A connection with so many bytes that its client has not taken. */
class Connection extends EventEmitter {
  writableLength = 0;
  destroyed = false;

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

describe('a connection', () => {
  const limit = 15_000;
  let server: EventEmitter;
  let connection: Connection;
  beforeEach(() => {
    jest.useFakeTimers();
    [server, connection] = [new EventEmitter(), new Connection()];
    endStalled(server as Server, limit);
    server.emit('connection', connection);
  });
  afterEach(() => {
    server.emit('close');
    jest.useRealTimers();
  });

  it('whose client takes nothing of an answer is closed', () => {
    connection.writableLength = 1_000_000;
    jest.advanceTimersByTime(limit);
    expect(connection.destroyed).toBe(false);
    jest.advanceTimersByTime(limit);
    expect(connection.destroyed).toBe(true);
  });

  it('whose client takes an answer slowly stays open', () => {
    for (let left = 1_000_000; left > 0; left -= 1_000) {
      connection.writableLength = left;
      jest.advanceTimersByTime(limit / 2);
    }
    expect(connection.destroyed).toBe(false);
  });

  it('with nothing to send stays open', () => {
    jest.advanceTimersByTime(10 * limit);
    expect(connection.destroyed).toBe(false);
  });
});
