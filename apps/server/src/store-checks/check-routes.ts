import { StoreCheckBody, StoreCheckStatus } from '@ordertrace/api';
import type { StoreChecks } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { ApiError } from '../http/errors.js';
import { CheckRuns } from './check-runs.js';

export interface CheckRouteOptions {
  /** Absent if the store has no files. */
  readonly checks: StoreChecks | undefined;
}

export const checkRoutes: FastifyPluginCallbackTypebox<CheckRouteOptions> = (app, { checks }, done) => {
  const runs = checks === undefined ? undefined : new CheckRuns(checks, app.log);
  const known = (): CheckRuns => {
    if (runs !== undefined) return runs;
    throw new ApiError(501, 'no_files_to_check', {
      message:
        'This server keeps everything in memory (ORDERTRACE_STORE=memory): there are no files to check.',
    });
  };
  app.get(
    '/store/check',
    {
      config: { problems: [501] },
      schema: {
        summary: 'What is damaged in the files of the store, and the last check',
        response: { 200: StoreCheckStatus },
      },
    },
    () => known().status(),
  );
  app.post(
    '/store/check',
    {
      config: { problems: [409, 501] },
      schema: {
        summary: 'Begins to read every byte of the store, and to repair it where that is asked for',
        body: StoreCheckBody,
        response: { 202: StoreCheckStatus },
      },
    },
    async (request, reply) => {
      if (!known().begin({ repair: request.body.repair, bytesPerSecond: undefined }))
        throw new ApiError(409, 'check_running', {
          message: 'A check is running: GET /api/v1/store/check shows its progress.',
          retryAfterS: 60,
        });
      return reply.status(202).send(await known().status());
    },
  );
  app.addHook('onReady', () => runs?.schedule());
  app.addHook('onClose', () => runs?.stop());
  done();
};
