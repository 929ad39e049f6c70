import type { FastifyRequest } from 'fastify';
import { lookedAt, tenantScope } from '../access/index.js';
import { ApiError } from '../http/errors.js';
import type { LinkState, OrderLinks } from './order-links.js';

/** @throws ApiError 404 for an unknown link, and for a link of another tenant */
export async function revokeLink(
  links: OrderLinks,
  request: FastifyRequest,
  linkId: string,
): Promise<LinkState> {
  const own = tenantScope(request, undefined);
  const link = await links.find(linkId);
  if (link === undefined || (own !== undefined && link.tenantId !== own))
    throw new ApiError(404, 'no_such_link', { message: 'There is no such link.' });
  lookedAt(request, { action: 'order_link_revoked', orders: [link], subject: link.linkId });
  return links.revoke(link, request.person);
}
