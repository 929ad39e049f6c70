import { stageNames } from '@ordertrace/model';

export const stages = { ...stageNames.en, unknown: 'No stage yet' };

export const situations = {
  failed: 'Failed',
  lost: 'Lost',
  stuck: 'Stuck',
  slow: 'Slow',
  on_track: 'On track',
  left: 'Left',
  closed: 'Closed',
};

export const waitsFor = {
  customer: 'Waits for the customer',
  operator: 'Waits for an operator',
  machine: 'With a machine',
  carrier: 'Waits for the carrier',
  unknown: 'Waits',
};

export const people = {
  customer: 'customer',
  operator: 'operator',
  partner: 'partner',
  system: 'system',
  carrier: 'carrier',
  machine: 'machine',
};

/** The same in a sentence about who is to act. */
export const acting = {
  customer: 'the customer',
  operator: 'an operator',
  partner: 'the partner',
  system: 'the system',
  carrier: 'the carrier',
  machine: 'a machine',
};

export const words = { quoted: '“{{text}}”' };
