export { carrierLink, orderCarrier, withCarrier, type OrderCarrier } from './carrier.js';
export {
  defaultConfig,
  instrumentationNames,
  type InstrumentationConfig,
  type InstrumentationName,
  type QueueLimits,
} from './config.js';
export { configFromEnvironment, EnvironmentError, type Environment } from './environment.js';
export { createLogger, type LoggerInput } from './logger.js';
export { consumeSpan, publishSpan, type ConsumeInput, type PublishInput } from './messages.js';
export type { OrderRef } from './order-scope.js';
export type { OutletStatus } from './outlet.js';
export { startedInstrumentation, startInstrumentation, type Instrumentation } from './start.js';
export type { InstrumentationStatus } from './instrumentation-status.js';
export { recordTransition, type TransitionInput } from './transition.js';
export { currentOrder, currentOrders, withOrder, withOrders, type OrderInStage } from './with-order.js';
export { withWork, type WorkInput } from './work.js';
