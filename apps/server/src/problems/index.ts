export { ProblemDesk } from './problem-desk.js';
export { problemRoutes } from './problem-routes.js';
export { problemView } from './problem-view.js';
