import { EventsQuery } from '@ordertrace/api';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { tenantScope } from '../access/index.js';
import { ApiError } from '../http/errors.js';
import { GatheredChanges } from './gathered-changes.js';
import type { LiveChanges } from './live-changes.js';

export interface EventRouteOptions {
  readonly live: LiveChanges;
  /** Least interval of notifications, and interval of heartbeats. */
  readonly pace?: { readonly everyMs: number; readonly heartBeatMs: number };
}

const usualPace = { everyMs: 1000, heartBeatMs: 15_000 };
const listenersAtMost = 500;
/** The longest stream. Browsers reconnect automatically, and are then authenticated again. */
const longestMs = 15 * 60_000;

export const eventRoutes: FastifyPluginCallbackTypebox<EventRouteOptions> = (app, options, done) => {
  const { live, pace = usualPace } = options;
  const open = new Set<() => void>();
  app.get(
    '/events',
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'What changes, as it changes (server-sent events)',
        description:
          'An event `changed` at most once a second, whose data names up to 100 orders; a comment every 15 ' +
          'seconds while nothing does. Ask again for what you show; after a lost connection too.',
        querystring: EventsQuery,
        produces: ['text/event-stream'],
      },
    },
    (request, reply) => {
      if (live.listeners >= listenersAtMost)
        throw new ApiError(503, 'too_many_listeners', {
          message: 'As many as can listen do so already. Ask for what you show now and then instead.',
        });
      const changes = new GatheredChanges(tenantScope(request, request.query.tenant));
      const end = stream(reply, { live, changes, ...pace });
      open.add(end);
      request.raw.on('close', () => {
        end();
        open.delete(end);
      });
    },
  );
  app.addHook('preClose', (closed) => {
    for (const end of open) end();
    closed();
  });
  done();
};

/** Writes changes until the client disconnects or the returned function is called. */
function stream(
  reply: FastifyReply,
  to: { live: LiveChanges; changes: GatheredChanges; everyMs: number; heartBeatMs: number },
): () => void {
  const { live, changes, everyMs, heartBeatMs } = to;
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write(': listening\n\n');
  const stopListening = live.listen((note) => changes.add(note));
  const sending = setInterval(() => {
    // A slow reader gets the rest merged into one later event.
    if (raw.writableNeedDrain) return;
    const changed = changes.take();
    if (changed !== undefined) raw.write(`event: changed\ndata: ${JSON.stringify(changed)}\n\n`);
  }, everyMs);
  const ending = setTimeout(() => raw.end(), longestMs);
  const beating = setInterval(() => raw.write(': still here\n\n'), heartBeatMs);
  return () => {
    clearInterval(sending);
    clearTimeout(ending);
    clearInterval(beating);
    stopListening();
    raw.end();
  };
}
