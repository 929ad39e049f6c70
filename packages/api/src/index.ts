export {
  apiClient,
  ApiError,
  type ApiClient,
  type ApiClientSettings,
  type CallOptions,
  type OrderKey,
} from './client.js';
export { isProblemDetails } from './problem.js';
export * from './schemas.js';
export * from './schemas/access.js';
