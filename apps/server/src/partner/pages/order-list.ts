import type { PartnerOrder } from '@ordertrace/api';
import type { Flow } from '@ordertrace/model';
import { textsIn } from '@ordertrace/words';
import { html, instantHtml, type Html } from '../../pages/index.js';
import { listPath, orderPath, type ListAddress } from './addresses.js';
import { nextText, stageText, type Wording } from './order-way.js';

/** An order in the list, with its flow. */
export interface ListedOrder {
  readonly order: PartnerOrder;
  readonly flow: Flow;
}

export interface OrderPage {
  readonly orders: readonly ListedOrder[];
  readonly next: string | null;
}

export function orderList(page: OrderPage, asked: ListAddress, wording: Wording): Html {
  const t = textsIn(wording.language);
  const title =
    asked.tenant === undefined ? t('partner.orders') : t('partner.ordersOf', { tenant: asked.tenant });
  return html`<h1>${title}</h1>
    ${filterForm(asked, wording)}
    ${page.orders.length === 0 ? nothing(asked, wording) : orderTable(page.orders, asked, wording)}
    ${pageLinks(page.next, asked, wording)}`;
}

function filterForm({ q, show, tenant }: ListAddress, { language }: Wording): Html {
  const t = textsIn(language);
  const option = (value: ListAddress['show']) =>
    value === show
      ? html`<option value="${value}" selected>${t(`partner.${value}`)}</option>`
      : html`<option value="${value}">${t(`partner.${value}`)}</option>`;
  return html`<form action="/partner" method="get" role="search">
    ${tenant === undefined ? undefined : html`<input type="hidden" name="tenant" value="${tenant}" />`}
    <label
      >${t('partner.search')}<input type="search" name="q" value="${q}" maxlength="256" autocomplete="off"
    /></label>
    <label
      >${t('partner.show')}<select name="show">
        ${(['all', 'open', 'closed'] as const).map(option)}
      </select></label
    >
    <button type="submit">${t('partner.find')}</button>
  </form>`;
}

function orderTable(orders: readonly ListedOrder[], { tenant }: ListAddress, wording: Wording): Html {
  const { language } = wording;
  const t = textsIn(language);
  const zone = wording.flow.calendar.timeZone;
  const row = ({ order, flow }: ListedOrder) =>
    html`<tr>
      <th scope="row"><a href="${orderPath(order.order_id, tenant)}">${order.order_id}</a></th>
      <td>
        ${stageText(order.stage, { language, flow })}${
          order.stage_since === null
            ? undefined
            : html`<span class="sub"
                >${t('partner.since')} ${instantHtml(order.stage_since, language, zone)}</span
              >`
        }
      </td>
      <td>
        ${
          order.next === null
            ? order.closed_at === null
              ? undefined
              : t('partner.finished')
            : html`${stageText(order.next.stage, { language, flow })}<span class="sub"
                  >${nextText(order, wording)}</span
                >`
        }
      </td>
    </tr> `;
  return html`<table class="orders">
      <thead>
        <tr>
          <th scope="col">${t('partner.number')}</th>
          <th scope="col">${t('partner.stage')}</th>
          <th scope="col">${t('partner.next')}</th>
        </tr>
      </thead>
      <tbody>
        ${orders.map(row)}
      </tbody>
    </table>
    <p class="note">${t('partner.zone', { zone })}</p>`;
}

function nothing({ q, show, cursor, tenant }: ListAddress, { language }: Wording): Html {
  const t = textsIn(language);
  if (q === '' && show === 'all' && cursor === undefined) return html`<p>${t('partner.none')}</p>`;
  return html`<p>${t('partner.noneFound')}</p>
    <p><a href="${listPath({ tenant })}">${t('partner.showAll')}</a></p>`;
}

function pageLinks(next: string | null, asked: ListAddress, { language }: Wording): Html | undefined {
  const t = textsIn(language);
  if (next === null && asked.cursor === undefined) return undefined;
  return html`<nav aria-label="${t('partner.pages')}">
    ${asked.cursor === undefined ? undefined : html`<a href="${listPath({ ...asked, cursor: undefined })}">${t('partner.newest')}</a> `}
    ${next === null ? undefined : html`<a href="${listPath({ ...asked, cursor: next })}" rel="next">${t('partner.older')}</a>`}
  </nav>`;
}
