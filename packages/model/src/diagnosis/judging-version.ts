/**
 * Version of the rules that judge orders. Raise it when the same telemetry gives another verdict than before. A server
 * then judges all orders again after the upgrade.
 */
export const judgingVersion = 6;
