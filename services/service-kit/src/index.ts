export {
  ConfigError,
  namedTokens,
  oneOf,
  pairs,
  requiredText,
  text,
  wholeNumber,
  type Environment,
  type NamedToken,
} from './config.js';
export { DatabaseUnavailableError, openDatabase, type Database, type DatabaseOptions } from './database.js';
export { bearerNames } from './http/bearer-names.js';
export { sendProblem } from './http/error-handler.js';
export { createHttpServer, type HttpServer, type HttpServerOptions } from './http/http-server.js';
export {
  earlierAnswer,
  IdempotencyHeaders,
  idempotent,
  once,
  type IdempotentRequest,
} from './http/idempotency.js';
export { documentArea, type ServiceContract } from './http/service-document.js';
export { PortTakenError } from './http/listen.js';
export type { Checks } from './http/operations.js';
export { page, pageQuery, readCursor, writeCursor } from './http/page.js';
export { orderNotFound, Problem, ProblemDetails, problemTitles, type ProblemCode } from './http/problem.js';
export { addUploadRoute, type UploadRoute } from './http/upload-route.js';
export { migrate, MigrationChangedError } from './migrate.js';
export { decisionTime } from './orders/decision-time.js';
export type { EventOutlet } from './orders/event-outlet.js';
export { isRefusal, refused, reportRefusal, type Refusal } from './orders/refusal.js';
export { possibleSteps, takeStep, WrongStageError, type Step } from './orders/steps.js';
export { recordStageChange, type StageChange, type UnsentTransition } from './orders/transitions.js';
export { runUntilSignal } from './run-until-signal.js';
export {
  readServiceConfig,
  type MessagingConfig,
  type ModelsConfig,
  type ServiceConfig,
} from './service-config.js';
export { startService, type RunningService, type Service, type ServiceDefinition } from './start-service.js';
export { untraced } from './untraced.js';
export {
  maxModelBytes,
  receiveModel,
  type ModelFiles,
  type ModelUpload,
  type UploadedModel,
} from './http/model-upload.js';
