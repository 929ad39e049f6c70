export { post } from './post.js';
export { postOutside, refusalOf, type InsideHosts } from './post-outside.js';
export { signedEvent, webhookKey, webhookSecret, type WebhookEvent } from './signed-event.js';
