export { readOrMakeKey } from './key-file.js';
export { linkPage } from './link-page.js';
export { orderLinkRoutes } from './link-routes.js';
export { OrderLinks } from './order-links.js';
