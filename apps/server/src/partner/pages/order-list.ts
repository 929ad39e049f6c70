import type { PartnerOrder, PartnerOrderList } from '@ordertrace/api';
import { html, instantHtml, type Html } from '../../pages/index.js';
import { nextText, stageText, type Telling } from './order-way.js';
import { partnerTexts } from './texts.js';

/** What the list was asked for, as its address says. */
export interface AskedList {
  readonly q: string;
  readonly show: 'all' | 'open' | 'closed';
  readonly cursor: string | undefined;
  /** Present for who belongs to none, and so says whose page it is. */
  readonly tenant: string | undefined;
}

export function orderList(page: PartnerOrderList, asked: AskedList, telling: Telling): Html {
  const texts = partnerTexts[telling.language];
  const title = asked.tenant === undefined ? texts.orders : texts.ordersOf(asked.tenant);
  return html`<h1>${title}</h1>
    ${filterForm(asked, telling)}
    ${page.orders.length === 0 ? nothing(asked, telling) : orderTable(page.orders, asked, telling)}
    ${pageLinks(page.next, asked, telling)}`;
}

/** The address of one order's page. */
export function orderPath(orderId: string, tenant: string | undefined): string {
  return `/partner/orders/${encodeURIComponent(orderId)}${queryText({ tenant })}`;
}

export function listPath(asked: Partial<AskedList>): string {
  const { q, show, cursor, tenant } = asked;
  return `/partner${queryText({ q: q === '' ? undefined : q, show: show === 'all' ? undefined : show, cursor, tenant })}`;
}

function queryText(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

function filterForm({ q, show, tenant }: AskedList, { language }: Telling): Html {
  const texts = partnerTexts[language];
  const option = (value: AskedList['show']) =>
    value === show
      ? html`<option value="${value}" selected>${texts[value]}</option>`
      : html`<option value="${value}">${texts[value]}</option>`;
  return html`<form action="/partner" method="get" role="search">
    ${tenant === undefined ? undefined : html`<input type="hidden" name="tenant" value="${tenant}" />`}
    <label
      >${texts.search}<input type="search" name="q" value="${q}" maxlength="256" autocomplete="off"
    /></label>
    <label
      >${texts.show}<select name="show">
        ${(['all', 'open', 'closed'] as const).map(option)}
      </select></label
    >
    <button type="submit">${texts.find}</button>
  </form>`;
}

function orderTable(orders: readonly PartnerOrder[], { tenant }: AskedList, telling: Telling): Html {
  const { language, flow } = telling;
  const texts = partnerTexts[language];
  const zone = flow.calendar.timeZone;
  const row = (order: PartnerOrder) =>
    html`<tr>
      <th scope="row"><a href="${orderPath(order.order_id, tenant)}">${order.order_id}</a></th>
      <td>
        ${stageText(order.stage, language)}${
          order.stage_since === null
            ? undefined
            : html`<span class="sub">${texts.since} ${instantHtml(order.stage_since, language, zone)}</span>`
        }
      </td>
      <td>
        ${
          order.next === null
            ? order.closed_at === null
              ? undefined
              : texts.finished
            : html`${stageText(order.next.stage, language)}<span class="sub"
                  >${nextText(order, telling)}</span
                >`
        }
      </td>
    </tr> `;
  return html`<table class="orders">
      <thead>
        <tr>
          <th scope="col">${texts.number}</th>
          <th scope="col">${texts.stage}</th>
          <th scope="col">${texts.next}</th>
        </tr>
      </thead>
      <tbody>
        ${orders.map(row)}
      </tbody>
    </table>
    <p class="note">${texts.zone(zone)}</p>`;
}

function nothing({ q, show, cursor, tenant }: AskedList, { language }: Telling): Html {
  const texts = partnerTexts[language];
  if (q === '' && show === 'all' && cursor === undefined) return html`<p>${texts.none}</p>`;
  return html`<p>${texts.noneFound}</p>
    <p><a href="${listPath({ tenant })}">${texts.showAll}</a></p>`;
}

function pageLinks(next: string | null, asked: AskedList, { language }: Telling): Html | undefined {
  const texts = partnerTexts[language];
  if (next === null && asked.cursor === undefined) return undefined;
  return html`<nav aria-label="${texts.pages}">
    ${asked.cursor === undefined ? undefined : html`<a href="${listPath({ ...asked, cursor: undefined })}">${texts.newest}</a> `}
    ${next === null ? undefined : html`<a href="${listPath({ ...asked, cursor: next })}" rel="next">${texts.older}</a>`}
  </nav>`;
}
