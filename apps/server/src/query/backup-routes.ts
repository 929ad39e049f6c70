import { Readable } from 'node:stream';
import type { BackupSource } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { ApiError } from '../http/errors.js';

export interface BackupRouteOptions {
  /** Absent if the store has no files. */
  readonly backups: BackupSource | undefined;
}

/** Streams the archive from the store. One backup at a time, because each keeps removed files on disk. */
export const backupRoutes: FastifyPluginCallbackTypebox<BackupRouteOptions> = (app, { backups }, done) => {
  let isRunning = false;
  app.post(
    '/backup',
    {
      config: { problems: [409, 501] },
      schema: { summary: 'A copy of all that is stored, as a tar archive', produces: ['application/x-tar'] },
    },
    async (_request, reply) => {
      if (backups === undefined)
        throw new ApiError(501, 'no_backup_of_memory', {
          message:
            'This server keeps everything in memory (ORDERTRACE_STORE=memory): there is nothing to save.',
        });
      if (isRunning)
        throw new ApiError(409, 'backup_running', {
          message: 'Another backup is being read. Wait until it has ended, or stop it.',
          retryAfterS: 60,
        });
      isRunning = true;
      try {
        const backup = await backups.backup();
        const archive = Readable.from(backup.read(), { objectMode: false, highWaterMark: 1 << 20 });
        archive.once('close', () => {
          isRunning = false;
          backup.release().catch((error: unknown) => app.log.error({ err: error }, 'backup not removed'));
        });
        return await reply
          .header('content-length', backup.bytes)
          .header('content-disposition', 'attachment; filename="ordertrace-backup.tar"')
          .type('application/x-tar')
          .send(archive);
      } catch (error) {
        isRunning = false;
        throw error;
      }
    },
  );
  done();
};
