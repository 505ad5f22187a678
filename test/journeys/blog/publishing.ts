import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { EventRelay } from '../../../src/platform/events/event-relay.js';
import { type TestApp, startApp } from '../../support/app.js';
import { readAll, writePost } from '../../support/blog.js';
import type { Client, Loose } from '../../support/client.js';
import { until } from '../../support/until.js';

const inMilliseconds = (time: number): string => new Date(Date.now() + time).toISOString();

describe('publishing posts', () => {
  let app: TestApp;
  let author: Client;
  beforeAll(async () => {
    app = await startApp();
    author = await app.signedIn('Mara', 'author');
  });
  afterAll(() => app.close());

  const read = async (id: string): Promise<Loose> => (await author.get(`/api/v1/posts/${id}`)).body;
  const move = async (id: string, step: string, body?: unknown): Promise<Loose> =>
    author.post(`/api/v1/posts/${id}/${step}`, body);

  /** How many events of a type tell of a post. */
  async function eventsOf(type: string, id: string): Promise<number> {
    const rows: { payload: unknown }[] = await app.nest
      .get(DataSource)
      .query('SELECT payload FROM platform_events WHERE type = ?', [type]);
    return rows.filter(({ payload }) => JSON.stringify(payload).includes(id)).length;
  }

  /** Waits until a time on a post's schedule has come and was dealt with. */
  async function scheduleMet(id: string): Promise<void> {
    await until('the schedule was looked at', async () => {
      const rows: { payload: unknown }[] = await app.nest
        .get(DataSource)
        .query(
          `SELECT e.payload FROM platform_events e JOIN platform_event_deliveries d ON d.event_id = e.id WHERE e.type = ? AND d.state = ?`,
          ['blog.post-scheduled.v1', 'done'],
        );
      return rows.some(({ payload }) => JSON.stringify(payload).includes(id));
    });
  }

  it('goes live at once and is told once', async () => {
    const { id } = await writePost(author);
    const { status, body } = await move(id, 'publish');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'published', publishAt: null, version: 2 });
    expect(Date.parse(body.publishedAt)).toBeGreaterThan(Date.parse(body.createdAt) - 1);
    expect((await app.client.get(`/api/v1/posts/${id}`)).status).toBe(200);
    expect(await eventsOf('blog.post-published.v1', id)).toBe(1);
  });

  it('goes from published to the archive, back to a draft and out again', async () => {
    const { id } = await writePost(author);
    const published = (await move(id, 'publish', {})).body;
    expect((await move(id, 'archive')).body).toMatchObject({
      status: 'archived',
      publishedAt: published.publishedAt,
    });
    expect((await app.client.get(`/api/v1/posts/${id}`)).status).toBe(404);
    expect((await move(id, 'unpublish')).body).toMatchObject({ status: 'draft', publishedAt: null });
    expect((await move(id, 'publish')).body).toMatchObject({ status: 'published', version: 5 });
  });

  it.each([
    ['draft', [], ['unpublish', 'archive']],
    ['published', ['publish'], ['publish']],
    ['archived', ['publish', 'archive'], ['publish', 'archive']],
  ])('a post that is %s refuses what does not follow from it', async (_, before, refused) => {
    const { id } = await writePost(author);
    for (const step of before) await move(id, step);
    for (const step of refused) {
      const { status, body } = await move(id, step);
      expect([status, body.code]).toEqual([409, 'post_status_conflict']);
    }
  });

  it('lets one of many publishers through', async () => {
    const { id } = await writePost(author);
    const answers = await Promise.all(Array.from({ length: 6 }, () => move(id, 'publish')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await eventsOf('blog.post-published.v1', id)).toBe(1);
  });

  describe('on a schedule', () => {
    it('waits for its time, and goes live exactly once', async () => {
      const { id } = await writePost(author);
      const at = inMilliseconds(700);
      const { status, body } = await move(id, 'publish', { at });
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'scheduled', publishAt: at, publishedAt: null });
      expect((await app.client.get(`/api/v1/posts/${id}`)).status).toBe(404);

      await until('the post is live', async () => (await read(id)).status === 'published');
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(at));
      expect(await read(id)).toMatchObject({ publishedAt: at, publishAt: null, version: 3 });
      expect((await app.client.get(`/api/v1/posts/${id}`)).status).toBe(200);
      await app.nest.get(EventRelay).drain();
      expect(await eventsOf('blog.post-published.v1', id)).toBe(1);
      expect(await read(id)).toMatchObject({ version: 3 });
    });

    it('goes live at the time it was given last', async () => {
      const { id } = await writePost(author);
      await move(id, 'publish', { at: inMilliseconds(400) });
      const later = inMilliseconds(3_600_000);
      expect((await move(id, 'publish', { at: later })).body).toMatchObject({
        status: 'scheduled',
        publishAt: later,
      });
      await scheduleMet(id);
      expect(await read(id)).toMatchObject({ status: 'scheduled', publishAt: later, version: 3 });
    });

    it('stays a draft when it was taken off the schedule', async () => {
      const { id } = await writePost(author);
      await move(id, 'publish', { at: inMilliseconds(400) });
      expect((await move(id, 'unpublish')).body).toMatchObject({ status: 'draft', publishAt: null });
      await scheduleMet(id);
      expect(await read(id)).toMatchObject({ status: 'draft', publishedAt: null, version: 3 });
    });

    it('may go live early, and is not touched when its time comes', async () => {
      const { id } = await writePost(author);
      await move(id, 'publish', { at: inMilliseconds(400) });
      const early = (await move(id, 'publish')).body;
      expect(early.status).toBe('published');
      await scheduleMet(id);
      expect(await read(id)).toEqual(early);
      expect(await eventsOf('blog.post-published.v1', id)).toBe(1);
    });

    it('may be changed while it waits', async () => {
      const { id } = await writePost(author);
      await move(id, 'publish', { at: inMilliseconds(600) });
      await author.patch(`/api/v1/posts/${id}`, { title: 'Changed at the last moment' });
      await until('the post is live', async () => (await read(id)).status === 'published');
      expect((await read(id)).title).toBe('Changed at the last moment');
    });

    it('does no harm when its post is gone', async () => {
      const { id } = await writePost(author);
      await move(id, 'publish', { at: inMilliseconds(300) });
      expect((await author.delete(`/api/v1/posts/${id}`)).status).toBe(204);
      await scheduleMet(id);
      expect((await author.get(`/api/v1/posts/${id}`)).status).toBe(404);
    });

    it('is listed by the time it goes live', async () => {
      const [first, second] = [await writePost(author), await writePost(author)];
      await move(first.id, 'publish', { at: inMilliseconds(7_200_000) });
      await move(second.id, 'publish', { at: inMilliseconds(5_400_000) });
      const ids = (await readAll(author, '/api/v1/posts?status=scheduled')).map(({ id }) => id);
      expect(ids.indexOf(first.id)).toBeLessThan(ids.indexOf(second.id));
    });

    it('goes live at once when its time has passed', async () => {
      const { id } = await writePost(author);
      const { body } = await move(id, 'publish', { at: '2020-01-01T00:00:00+02:00' });
      expect(body).toMatchObject({ status: 'published', publishAt: null });
      expect(Date.parse(body.publishedAt)).toBeGreaterThan(Date.parse('2026-01-01'));
    });

    it.each([
      'tomorrow',
      '2027-02-30T00:00:00Z',
      '2027-01-01',
      '9999-12-31T23:59:59-23:59',
      1_800_000_000,
      null,
    ])('does not take %j for a time', async (at) => {
      const { id } = await writePost(author);
      const { status, body } = await move(id, 'publish', { at });
      expect([status, body.code]).toEqual([400, 'validation_failed']);
    });
  });
});
