import type { FastifyError, FastifyPluginAsync } from 'fastify';
import { takeForms } from '../../pages/index.js';
import type { ApiError } from '../../http/errors.js';
import { orderPages, type OrderPagesOptions } from './order-pages.js';
import { sendFailure } from './partner-page.js';
import { webhookPages, type WebhookPagesOptions } from './webhook-pages.js';

/** The partner's API for people: plain pages and forms without scripts. */
export const partnerPages: FastifyPluginAsync<OrderPagesOptions & WebhookPagesOptions> = async (
  app,
  options,
) => {
  takeForms(app);
  app.setErrorHandler((error: FastifyError | ApiError, request, reply) => sendFailure(error, request, reply));
  await app.register(orderPages, options);
  await app.register(webhookPages, options);
};
