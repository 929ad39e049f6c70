import type { Webhook, WebhookDelivery } from '@ordertrace/api';
import type { Flow } from '@ordertrace/model';
import { stageName, textsIn } from '@ordertrace/words';
import { html, instantHtml, type Html } from '../../pages/index.js';
import { orderPath, webhookPath, webhooksPath, type WebhookAction } from './addresses.js';
import type { Wording } from './order-way.js';

/** A partner's webhooks on their page. */
export interface ShownWebhooks {
  readonly webhooks: readonly Webhook[];
  readonly tenant: string | undefined;
  /** Whether the person may change them. */
  readonly mayChange: boolean;
  /** All flows, for the names of stages. */
  readonly flows: readonly Flow[];
  /** Stages that can be selected. */
  readonly stages: readonly string[];
  /** A new secret. */
  readonly secret?: string;
  readonly tested?: WebhookDelivery;
  /** The rejected input, and the reason. */
  readonly refused?: { readonly url: string; readonly milestones: readonly string[]; readonly problem: Html };
}

export function webhookList(shown: ShownWebhooks, wording: Wording): Html {
  const t = textsIn(wording.language);
  const { webhooks, mayChange } = shown;
  return html`<h1>${t('partner.webhooks')}</h1>
    <p>${t('partner.webhooksText')}</p>
    ${news(shown, wording)}
    ${
      webhooks.length === 0
        ? html`<p>${t('partner.noWebhooks')}</p>`
        : html`<ul class="cards">
            ${webhooks.map((webhook) => webhookItem(webhook, shown, wording))}
          </ul>`
    }
    ${mayChange ? addForm(shown, wording) : undefined}`;
}

/** The result of the last action. */
function news({ secret, tested }: ShownWebhooks, { language }: Wording): Html | undefined {
  const t = textsIn(language);
  if (secret !== undefined)
    return html`<div class="made" role="status">
      <p>${t('partner.secretMade')}</p>
      <label>${t('partner.secret')}<input readonly value="${secret}" /></label>
    </div>`;
  if (tested === undefined) return undefined;
  if (tested.outcome === 'delivered')
    return html`<p class="made" role="status">${t('partner.testDelivered')}</p>`;
  return html`<p class="problem" role="alert">
    ${t('partner.testFailed')} <span lang="en">${tested.error ?? ''}</span>
  </p>`;
}

function webhookItem(webhook: Webhook, { tenant, mayChange, flows }: ShownWebhooks, wording: Wording): Html {
  const { language } = wording;
  const t = textsIn(language);
  const { webhook_id: id, url, milestones, disabled_at: disabledAt } = webhook;
  const stages = milestones.map((stage) => stageName(stage, language, flows)).join(', ');
  const button = (action: WebhookAction, text: string) =>
    html`<form action="${webhookPath(id, { action, tenant })}" method="post">
      <button type="submit" class="plain">${text}</button>
    </form>`;
  return html`<li>
    <h2>${url}</h2>
    <p>
      ${t('partner.milestones')}: ${stages === '' ? t('partner.allMilestones') : stages}.
      ${stateText(webhook, wording)}
    </p>
    <div class="actions">
      <a href="${webhookPath(id, { tenant })}">${t('partner.deliveries')}</a>
      ${
        mayChange
          ? html`${disabledAt === null ? undefined : button('enable', t('partner.enable'))}
              ${button('test', t('partner.sendTest'))}
              <details>
                <summary>${t('partner.newSecret')}</summary>
                <p class="note">${t('partner.newSecretText')}</p>
                ${button('rotate', t('partner.newSecret'))}
              </details>
              <details>
                <summary>${t('partner.remove')}</summary>
                ${button('remove', t('partner.removeSure'))}
              </details>`
          : undefined
      }
    </div>
  </li> `;
}

function stateText(webhook: Webhook, { language, flow }: Wording): Html {
  const t = textsIn(language);
  const { disabled_at: since, disabled_reason: reason, waiting } = webhook;
  const queue = waiting === 0 ? '' : `, ${t('partner.waiting', { count: waiting })}`;
  if (since === null) return html`${t('partner.state')}: ${t('partner.active')}${queue}.`;
  return html`<span class="late"
      >${t('partner.state')}: ${t('partner.stopped')}
      ${instantHtml(since, language, flow.calendar.timeZone)}${queue}.</span
    >
    <span class="sub" lang="en">${reason ?? ''}</span>`;
}

function addForm({ tenant, stages, refused, flows }: ShownWebhooks, { language }: Wording): Html {
  const t = textsIn(language);
  const box = (stage: string) =>
    html`<label class="choice"
      ><input
        type="checkbox"
        name="milestones"
        value="${stage}"
        ${refused?.milestones.includes(stage) === true ? html`checked` : undefined}
      />${stageName(stage, language, flows)}</label
    > `;
  return html`<h2 id="add">${t('partner.addWebhook')}</h2>
    ${refused === undefined ? undefined : html`<p class="problem" id="refused" role="alert">${refused.problem}</p>`}
    <form action="${webhooksPath(tenant)}" method="post">
      <label class="wide"
        >${t('partner.address')}<input
          type="url"
          name="url"
          required
          maxlength="2048"
          autocomplete="off"
          value="${refused?.url ?? ''}"
          aria-describedby="${refused === undefined ? 'address-hint' : 'refused address-hint'}"
      /></label>
      <p class="note wide" id="address-hint">${t('partner.addressHint')}</p>
      <fieldset>
        <legend>${t('partner.milestonesHint')}</legend>
        ${stages.map(box)}
      </fieldset>
      <button type="submit">${t('partner.add')}</button>
    </form>`;
}

/** Delivery attempts to one webhook, latest first. */
export function deliveryList(
  { url, webhook_id: id }: Webhook,
  shown: {
    readonly deliveries: readonly WebhookDelivery[];
    readonly next: string | undefined;
    readonly tenant: string | undefined;
    readonly flows: readonly Flow[];
  },
  wording: Wording,
): Html {
  const { language, flow } = wording;
  const { deliveries, next, tenant, flows } = shown;
  const t = textsIn(language);
  const zone = flow.calendar.timeZone;
  const row = ({ at, order_id: orderId, stage, outcome, attempt, error }: WebhookDelivery) =>
    html`<tr>
      <td>${instantHtml(at, language, zone)}</td>
      <td>
        ${
          orderId === null
            ? t('partner.test')
            : html`<a href="${orderPath(orderId, tenant)}">${orderId}</a>${
                  stage === null
                    ? undefined
                    : html`<span class="sub">${stageName(stage, language, flows)}</span>`
                }`
        }
      </td>
      <td>
        ${t(`partner.outcomes.${outcome}`)},
        ${t('partner.attempt', { count: attempt })}${
          error === null ? undefined : html`<span class="sub late" lang="en">${error}</span>`
        }
      </td>
    </tr> `;
  return html`<nav aria-label="${t('partner.pages')}">
      <a href="${webhooksPath(tenant)}">${t('partner.allWebhooks')}</a>
    </nav>
    <h1>${t('partner.deliveriesOf', { address: url })}</h1>
    ${
      deliveries.length === 0
        ? html`<p>${t('partner.noDeliveries')}</p>`
        : html`<table>
              <thead>
                <tr>
                  <th scope="col">${t('partner.time')}</th>
                  <th scope="col">${t('partner.what')}</th>
                  <th scope="col">${t('partner.outcome')}</th>
                </tr>
              </thead>
              <tbody>
                ${deliveries.map(row)}
              </tbody>
            </table>
            <p class="note">${t('partner.zone', { zone })}</p>`
    }
    ${next === undefined ? undefined : html`<a href="${webhookPath(id, { tenant, cursor: next })}" rel="next">${t('partner.earlier')}</a>`}`;
}
