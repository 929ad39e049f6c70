import type { Webhook, WebhookDelivery } from '@ordertrace/api';
import { stageNameText } from '@ordertrace/words';
import { html, instantHtml, type Html } from '../../pages/index.js';
import { orderPath, webhookPath, webhooksPath, type WebhookAction } from './addresses.js';
import type { Telling } from './order-way.js';
import { partnerTexts } from './texts.js';

/** A partner's webhooks as their page shows them. */
export interface ShownWebhooks {
  readonly webhooks: readonly Webhook[];
  readonly tenant: string | undefined;
  /** Whether who looks may also change them. */
  readonly mayChange: boolean;
  /** Stages that can be told. */
  readonly stages: readonly string[];
  /** A secret that was just made. */
  readonly secret?: string;
  readonly tested?: WebhookDelivery;
  /** What was to be added, and why it was not. */
  readonly refused?: { readonly url: string; readonly milestones: readonly string[]; readonly problem: Html };
}

export function webhookList(shown: ShownWebhooks, telling: Telling): Html {
  const texts = partnerTexts[telling.language];
  const { webhooks, mayChange } = shown;
  return html`<h1>${texts.webhooks}</h1>
    <p>${texts.webhooksText}</p>
    ${news(shown, telling)}
    ${
      webhooks.length === 0
        ? html`<p>${texts.noWebhooks}</p>`
        : html`<ul class="cards">
            ${webhooks.map((webhook) => webhookItem(webhook, shown, telling))}
          </ul>`
    }
    ${mayChange ? addForm(shown, telling) : undefined}`;
}

/** What just happened. */
function news({ secret, tested }: ShownWebhooks, { language }: Telling): Html | undefined {
  const texts = partnerTexts[language];
  if (secret !== undefined)
    return html`<div class="made" role="status">
      <p>${texts.secretMade}</p>
      <label>${texts.secret}<input readonly value="${secret}" /></label>
    </div>`;
  if (tested === undefined) return undefined;
  if (tested.outcome === 'delivered') return html`<p class="made" role="status">${texts.testDelivered}</p>`;
  return html`<p class="problem" role="alert">
    ${texts.testFailed} <span lang="en">${tested.error ?? ''}</span>
  </p>`;
}

function webhookItem(webhook: Webhook, { tenant, mayChange }: ShownWebhooks, telling: Telling): Html {
  const { language } = telling;
  const texts = partnerTexts[language];
  const { webhook_id: id, url, milestones, disabled_at: disabledAt } = webhook;
  const stages = milestones.map((stage) => stageNameText(stage, language)).join(', ');
  const button = (action: WebhookAction, text: string) =>
    html`<form action="${webhookPath(id, { action, tenant })}" method="post">
      <button type="submit" class="plain">${text}</button>
    </form>`;
  return html`<li>
    <h2>${url}</h2>
    <p>
      ${texts.milestones}: ${stages === '' ? texts.allMilestones : stages}. ${stateText(webhook, telling)}
    </p>
    <div class="actions">
      <a href="${webhookPath(id, { tenant })}">${texts.deliveries}</a>
      ${
        mayChange
          ? html`${disabledAt === null ? undefined : button('enable', texts.tellAgain)}
              ${button('test', texts.sendTest)}
              <details>
                <summary>${texts.newSecret}</summary>
                <p class="note">${texts.newSecretText}</p>
                ${button('rotate', texts.newSecret)}
              </details>
              <details>
                <summary>${texts.remove}</summary>
                ${button('remove', texts.removeSure)}
              </details>`
          : undefined
      }
    </div>
  </li> `;
}

function stateText(webhook: Webhook, { language, flow }: Telling): Html {
  const texts = partnerTexts[language];
  const { disabled_at: since, disabled_reason: reason, waiting } = webhook;
  const queue = waiting === 0 ? '' : `, ${texts.waiting(waiting)}`;
  if (since === null) return html`${texts.state}: ${texts.told}${queue}.`;
  return html`<span class="late"
      >${texts.state}: ${texts.stopped} ${instantHtml(since, language, flow.calendar.timeZone)}${queue}.</span
    >
    <span class="sub" lang="en">${reason ?? ''}</span>`;
}

function addForm({ tenant, stages, refused }: ShownWebhooks, { language }: Telling): Html {
  const texts = partnerTexts[language];
  const box = (stage: string) =>
    html`<label class="choice"
      ><input
        type="checkbox"
        name="milestones"
        value="${stage}"
        ${refused?.milestones.includes(stage) === true ? html`checked` : undefined}
      />${stageNameText(stage, language)}</label
    > `;
  return html`<h2 id="add">${texts.addWebhook}</h2>
    ${refused === undefined ? undefined : html`<p class="problem" id="refused" role="alert">${refused.problem}</p>`}
    <form action="${webhooksPath(tenant)}" method="post">
      <label class="wide"
        >${texts.address}<input
          type="url"
          name="url"
          required
          maxlength="2048"
          autocomplete="off"
          value="${refused?.url ?? ''}"
          aria-describedby="${refused === undefined ? 'address-hint' : 'refused address-hint'}"
      /></label>
      <p class="note wide" id="address-hint">${texts.addressHint}</p>
      <fieldset>
        <legend>${texts.milestonesHint}</legend>
        ${stages.map(box)}
      </fieldset>
      <button type="submit">${texts.add}</button>
    </form>`;
}

/** Tries to deliver events to one webhook, the latest first. */
export function deliveryList(
  { url, webhook_id: id }: Webhook,
  shown: {
    readonly deliveries: readonly WebhookDelivery[];
    readonly next: string | undefined;
    readonly tenant: string | undefined;
  },
  telling: Telling,
): Html {
  const { language, flow } = telling;
  const { deliveries, next, tenant } = shown;
  const texts = partnerTexts[language];
  const zone = flow.calendar.timeZone;
  const row = ({ at, order_id: orderId, stage, outcome, attempt, error }: WebhookDelivery) =>
    html`<tr>
      <td>${instantHtml(at, language, zone)}</td>
      <td>
        ${
          orderId === null
            ? texts.test
            : html`<a href="${orderPath(orderId, tenant)}">${orderId}</a>${
                  stage === null
                    ? undefined
                    : html`<span class="sub">${stageNameText(stage, language)}</span>`
                }`
        }
      </td>
      <td>
        ${texts.outcomes[outcome]},
        ${texts.attempt(attempt)}${
          error === null ? undefined : html`<span class="sub late" lang="en">${error}</span>`
        }
      </td>
    </tr> `;
  return html`<nav aria-label="${texts.pages}">
      <a href="${webhooksPath(tenant)}">${texts.allWebhooks}</a>
    </nav>
    <h1>${texts.deliveriesOf(url)}</h1>
    ${
      deliveries.length === 0
        ? html`<p>${texts.noDeliveries}</p>`
        : html`<table>
              <thead>
                <tr>
                  <th scope="col">${texts.time}</th>
                  <th scope="col">${texts.what}</th>
                  <th scope="col">${texts.outcome}</th>
                </tr>
              </thead>
              <tbody>
                ${deliveries.map(row)}
              </tbody>
            </table>
            <p class="note">${texts.zone(zone)}</p>`
    }
    ${next === undefined ? undefined : html`<a href="${webhookPath(id, { tenant, cursor: next })}" rel="next">${texts.earlier}</a>`}`;
}
