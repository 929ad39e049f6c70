import { definedFields } from '@ordertrace/conventions';
import type { OrderLink } from '@ordertrace/api';
import { nanosFromMillis, timestampText, type EpochNanos, type Fact, type OrderRef } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';
import type { Person } from '../http/caller.js';
import { ApiError } from '../http/errors.js';
import { newLinkId } from './link-token.js';

/** A link, folded from its facts. */
export interface LinkState extends OrderRef {
  readonly linkId: string;
  readonly createdNanos: EpochNanos;
  readonly createdBy: string;
  /** The tenant of the creator; empty for staff. */
  readonly creatorTenantId: string;
  readonly expiresNanos: EpochNanos;
  readonly revokedNanos?: EpochNanos;
}

const kinds = { created: 'link.created', revoked: 'link.revoked' } as const;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostMs = 90 * dayMs;
const factsOfOrder = 1000;
const activeAtMost = 50;

/** Links to orders, stored as facts (created, revoked). Their addresses are not stored. */
export class OrderLinks {
  readonly #store: Facts;
  readonly #now: () => EpochNanos;

  constructor({ store, now }: { readonly store: Facts; readonly now: () => EpochNanos }) {
    this.#store = store;
    this.#now = now;
  }

  /** @throws ApiError 400 if the lifetime is too long, 409 if the order has too many active links */
  async create(order: OrderRef, by: Person, expiresIn = '7d'): Promise<LinkState> {
    const lifeMs = Number(expiresIn.slice(0, -1)) * (expiresIn.endsWith('h') ? hourMs : dayMs);
    if (lifeMs > mostMs)
      throw new ApiError(400, 'invalid_parameter', {
        message: 'A link lasts 90 days at most.',
        field: 'expires_in',
      });
    const active = (await this.ofOrder(order)).filter((link) => this.isActive(link));
    if (active.length >= activeAtMost)
      throw new ApiError(409, 'too_many_links', {
        message: `The order has ${activeAtMost} links that work. Revoke some first.`,
      });
    const timeNanos = this.#now();
    const fact: Fact = {
      kind: kinds.created,
      subject: newLinkId(),
      timeNanos,
      actor: by.subject,
      id: '',
      tenantId: order.tenantId,
      orderId: order.orderId,
      data: {
        expires_nanos: (timeNanos + nanosFromMillis(lifeMs)).toString(),
        creator_tenant: by.tenantId ?? '',
      },
    };
    const created = { ...fact, id: `${kinds.created}-${fact.subject}` };
    await this.#store.appendFacts([created]);
    return linkOf(created);
  }

  /** Latest first. */
  async ofOrder({ tenantId, orderId }: OrderRef): Promise<readonly LinkState[]> {
    const { facts } = await this.#store.facts({
      kinds: Object.values(kinds),
      order: { tenantId, orderId },
      descending: true,
      limit: factsOfOrder,
    });
    return folded(facts);
  }

  async find(linkId: string): Promise<LinkState | undefined> {
    const { facts } = await this.#store.facts({ kinds: Object.values(kinds), subject: linkId, limit: 10 });
    return folded(facts)[0];
  }

  /** A second revocation changes nothing. */
  async revoke(link: LinkState, by: Person): Promise<LinkState> {
    if (link.revokedNanos !== undefined) return link;
    const timeNanos = this.#now();
    await this.#store.appendFacts([
      {
        id: `${kinds.revoked}-${link.linkId}`,
        kind: kinds.revoked,
        subject: link.linkId,
        timeNanos,
        actor: by.subject,
        tenantId: link.tenantId,
        orderId: link.orderId,
        data: {},
      },
    ]);
    return { ...link, revokedNanos: timeNanos };
  }

  isActive(link: LinkState): boolean {
    return this.#stateOf(link) === 'active';
  }

  /** The link in the API; partners don't see which staff member created it. */
  view(link: LinkState, reader: Person): OrderLink {
    const named = reader.tenantId === undefined || reader.tenantId === link.creatorTenantId;
    return {
      link_id: link.linkId,
      order_id: link.orderId,
      tenant_id: link.tenantId,
      created_at: timestampText(link.createdNanos),
      created_by: named ? link.createdBy : null,
      expires_at: timestampText(link.expiresNanos),
      revoked_at: link.revokedNanos === undefined ? null : timestampText(link.revokedNanos),
      state: this.#stateOf(link),
    };
  }

  #stateOf({ revokedNanos, expiresNanos }: LinkState): OrderLink['state'] {
    if (revokedNanos !== undefined) return 'revoked';
    return expiresNanos <= this.#now() ? 'expired' : 'active';
  }
}

/** Folds links from facts in any sequence. Revocations of unknown links are ignored. */
function folded(facts: readonly Fact[]): LinkState[] {
  const revoked = new Map(
    facts.filter(({ kind }) => kind === kinds.revoked).map((fact) => [fact.subject, fact.timeNanos]),
  );
  return facts
    .filter(({ kind }) => kind === kinds.created)
    .map((fact) => {
      const revokedNanos = revoked.get(fact.subject);
      return { ...linkOf(fact), ...definedFields({ revokedNanos }) };
    });
}

function linkOf({ subject, tenantId, orderId, timeNanos, actor, data }: Fact): LinkState {
  const { expires_nanos: expires, creator_tenant: creator } = data;
  return {
    linkId: subject,
    tenantId,
    orderId,
    createdNanos: timeNanos,
    createdBy: actor,
    creatorTenantId: typeof creator === 'string' ? creator : '',
    expiresNanos: BigInt(typeof expires === 'string' ? expires : '0'),
  };
}
