import type { Flow } from '@ordertrace/model';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { textsIn, type Texts } from '@ordertrace/words';
import { Type } from 'typebox';
import { localPerson } from '../../http/caller.js';
import { html, pageLanguage, sendNotice, sendPage, type Html, type PageContent } from '../../pages/index.js';
import { ApiError } from '../../http/errors.js';
import { listPath, webhooksPath } from './addresses.js';
import type { Wording } from './order-way.js';

export const hidden = { hide: true };

/** The query parameters of every page. */
export const PageQuery = Type.Object({
  tenant: Type.Optional(Type.String({ maxLength: 256 })),
  lang: Type.Optional(Type.String({ maxLength: 16 })),
});

/** The form of the request; empty if there is none. */
export function formOf({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}

export function wordingFor(flow: Flow, request: FastifyRequest, reply: FastifyReply): Wording {
  return { language: pageLanguage(request, reply), flow, nowMs: Date.now() };
}

/** The tenant to keep in addresses, for callers without a tenant of their own. */
export function namedTenant(request: FastifyRequest): string | undefined {
  if (request.person.tenantId !== undefined) return undefined;
  return (request.query as { readonly tenant?: string }).tenant;
}

function beside(request: FastifyRequest, t: Texts): Html {
  const { person } = request;
  const who = html`<a href="${webhooksPath(namedTenant(request))}">${t('partner.webhooks')}</a>
    <span class="who">${person.tenantId ?? person.name}</span>`;
  // Without sign-in there is no sign-out.
  if (person === localPerson) return who;
  return html`${who}
    <form action="/logout" method="post" enctype="text/plain">
      <button type="submit" class="plain">${t('partner.signOut')}</button>
    </form>`;
}

/** A page with the partner's head. */
export function sendPartnerPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Omit<PageContent, 'beside'>,
): FastifyReply {
  return sendPage(request, reply, { ...page, beside: beside(request, textsIn(page.language)) });
}

/** Pages show less than the API's problems: no codes. */
export function sendFailure(error: FastifyError | ApiError, request: FastifyRequest, reply: FastifyReply) {
  const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500);
  if (error instanceof ApiError && error.code === 'tenant_needed') return sendTenantForm(request, reply);
  if (status >= 500) request.log.error({ err: error }, 'page failed');
  if (error instanceof ApiError && error.retryAfterS !== undefined)
    void reply.header('retry-after', error.retryAfterS);
  const id = (request.params as { readonly order_id?: string } | undefined)?.order_id ?? '';
  const key = noticeKey(error, status);
  return sendNotice(request, reply.status(status), (t) => ({
    title: t(`partner.${key}`),
    text: t(`partner.${key}Text`, { id }),
    back: html`<p><a href="${listPath({ tenant: namedTenant(request) })}">${t('partner.back')}</a></p>`,
  }));
}

function noticeKey({ code }: FastifyError | ApiError, status: number) {
  if (status === 404) return code === 'no_such_webhook' ? 'noSuchWebhook' : 'noSuchOrder';
  if (status === 403) return 'notAllowed';
  return status < 429 ? 'badAddress' : 'broken';
}

function sendTenantForm(request: FastifyRequest, reply: FastifyReply) {
  const language = pageLanguage(request, reply);
  const t = textsIn(language);
  return sendPartnerPage(request, reply.status(400), {
    language,
    title: t('partner.whichTenant'),
    body: html`<h1>${t('partner.whichTenant')}</h1>
      <p>${t('partner.whichTenantText')}</p>
      <form action="/partner" method="get">
        <label
          >${t('partner.tenant')}<input name="tenant" required maxlength="256" autocomplete="off"
        /></label>
        <button type="submit">${t('partner.show')}</button>
      </form>`,
  });
}
