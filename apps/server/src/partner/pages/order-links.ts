import type { OrderLink } from '@ordertrace/api';
import { textsIn } from '@ordertrace/words';
import { html, instantHtml, instantText, type Html } from '../../pages/index.js';
import { linksPath, revokePath } from './addresses.js';
import type { Wording } from './order-way.js';

/** The lifetimes of a link; the first is the default. */
export const linkLives = ['7d', '1d', '30d', '90d'] as const;

/** Links to an order on its page. */
export interface ShownLinks {
  readonly orderId: string;
  readonly tenant: string | undefined;
  /** The active links. */
  readonly active: readonly OrderLink[];
  /** The address of a new link. */
  readonly made?: string;
  /** Why no link was created. */
  readonly problem?: string;
}

/** Creates a link to the order, shows its address once, lists the active links, and revokes them. */
export function linkSection(links: ShownLinks, wording: Wording): Html {
  const { orderId, tenant, active, made, problem } = links;
  const t = textsIn(wording.language);
  const life = (value: (typeof linkLives)[number]) =>
    html`<option value="${value}">${t(`partner.lives.${value}`)}</option>`;
  return html`<section aria-labelledby="links">
    <h2 id="links">${t('partner.share')}</h2>
    <p class="note">${t('partner.shareText')}</p>
    ${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
    ${
      made === undefined
        ? undefined
        : html`<div class="made" role="status">
            <p>${t('partner.linkMade')}</p>
            <label>${t('partner.linkAddress')}<input readonly value="${made}" /></label>
          </div>`
    }
    <form action="${linksPath(orderId, tenant)}" method="post">
      <label
        >${t('partner.lasts')}<select name="expires_in">
          ${linkLives.map(life)}
        </select></label
      >
      <button type="submit">${t('partner.makeLink')}</button>
    </form>
    ${active.length === 0 ? undefined : linkList(active, tenant, wording)}
  </section>`;
}

function linkList(active: readonly OrderLink[], tenant: string | undefined, wording: Wording): Html {
  const { language, flow } = wording;
  const t = textsIn(language);
  const zone = flow.calendar.timeZone;
  const item = (link: OrderLink) => {
    const label = t('partner.revokeMade', { made: instantText(link.created_at, language, zone) });
    return html`<li>
      <p>
        ${t('partner.worksUntil')} ${instantHtml(link.expires_at, language, zone)}
        <span class="sub">${t('partner.made')} ${instantHtml(link.created_at, language, zone)}</span>
      </p>
      <form action="${revokePath(link, tenant)}" method="post">
        <button type="submit" class="plain" aria-label="${label}">${t('partner.revoke')}</button>
      </form>
    </li> `;
  };
  return html`<ul class="cards">
    ${active.map(item)}
  </ul>`;
}
