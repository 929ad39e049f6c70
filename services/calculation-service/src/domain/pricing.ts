import type { Money } from '@ordertrace/messaging';
import { printMinutes, type Machine, type Placement } from './machine.js';
import type { MaterialProperties } from './materials.js';

export interface Tariff {
  readonly currency: string;
  /**
   * Share of the metal's weight that is lost in casting and finishing, in addition to the weight of the
   * piece.
   */
  readonly castingLoss: number;
  readonly machineHour: number;
  /** Per order: preparing the print, the casting tree, the papers. */
  readonly setup: number;
  /** Per piece: cutting off, polishing, checking. */
  readonly finishing: number;
}

export const defaultTariff: Tariff = {
  currency: 'EUR',
  castingLoss: 0.08,
  machineHour: 14,
  setup: 12,
  finishing: 9,
};

export interface PricingInput {
  readonly volumeMm3: number;
  readonly quantity: number;
  readonly placement: Placement;
  readonly material: MaterialProperties;
  readonly machine: Machine;
  readonly tariff: Tariff;
}

export interface Quote {
  /** Weight of all pieces together. */
  readonly weightG: number;
  /** Print time of all pieces together. */
  readonly printMinutes: number;
  /** Price of the whole order. */
  readonly price: Money;
}

/**
 * Weight, time and price of an order:
 *
 *     weight  = pieces × volume [cm³] × density
 *     metal   = weight × (1 + casting loss) × price per gram
 *     machine = print minutes / 60 × price of an hour
 *     price   = metal + machine + setup + pieces × finishing, to the cent
 */
export function quoteFor(input: PricingInput): Quote {
  const { volumeMm3, quantity, placement, material, machine, tariff } = input;
  const weightG = quantity * (volumeMm3 / 1000) * material.density;
  const minutes = printMinutes(placement, { volumeMm3, quantity }, machine);
  const metal = weightG * (1 + tariff.castingLoss) * material.pricePerGram;
  const work = (minutes / 60) * tariff.machineHour + tariff.setup + quantity * tariff.finishing;
  return {
    weightG,
    printMinutes: minutes,
    price: { amount: (Math.round((metal + work) * 100) / 100).toFixed(2), currency: tariff.currency },
  };
}
