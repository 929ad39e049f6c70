export { localAccess, type Access } from './access.js';
export { guard } from './guard.js';
export { meRoutes } from './me-routes.js';
export { accessOf, consolePages, type RouteAccess } from './route-access.js';
export { tenantScope } from './tenant-scope.js';
export { AccessLog } from './log/access-log.js';
export { keepLooks, lookedAt } from './log/looked-at.js';
export { lookRoutes } from './log/look-routes.js';
export { knowPseudonyms, storedIds } from './stored-ids.js';
