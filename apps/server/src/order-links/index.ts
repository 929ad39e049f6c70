export { linkAddress, type LinkAddressing } from './link-address.js';
export { orderLinkRoutes } from './link-routes.js';
export { OrderLinks } from './order-links.js';
export { revokeLink } from './revoke-link.js';
