export { forgetErasedLabels } from './erased-labels.js';
export { CallMetrics } from './call-metrics.js';
export type { OrderObserver } from './observations.js';
export {
  createRegistry,
  openMetricsType,
  plainText,
  plainTextType,
  wantsOpenMetrics,
} from './open-metrics.js';
export { orderMetrics } from './order-metrics.js';
export { damageMetrics, diskMetrics, storeMetrics } from './store-metrics.js';
