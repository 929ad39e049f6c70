import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { materials } from '@ordertrace/messaging';
import { placementOf, waxPrinter, type Size } from '../src/domain/machine.js';
import { defaultMaterials, withPrices } from '../src/domain/materials.js';
import { defaultTariff, quoteFor } from '../src/domain/pricing.js';

const side = fc.double({ min: 0.5, max: 140, noNaN: true });
const bodies = fc
  .tuple(side, side, side, fc.double({ min: 0.01, max: 1, noNaN: true }))
  .map(([x, y, z, fill]) => ({ size: [x, y, z] as Size, volumeMm3: x * y * z * fill }));
const anyMaterial = fc.constantFrom(...materials);
const quantity = fc.integer({ min: 1, max: 1000 });

function quote(
  size: Size,
  volumeMm3: number,
  order: { material: (typeof materials)[number]; quantity: number },
) {
  const placement = placementOf(size, waxPrinter);
  if (!placement) throw new Error('does not fit');
  return quoteFor({
    volumeMm3,
    placement,
    quantity: order.quantity,
    material: defaultMaterials[order.material],
    machine: waxPrinter,
    tariff: defaultTariff,
  });
}

describe('a quote', () => {
  it('follows the documented formula', () => {
    const machine = { ...waxPrinter, layerMm: 0.1, secondsPerLayer: 6, minutesPerCubicCentimetre: 10 };
    const tariff = { currency: 'EUR', castingLoss: 0.1, machineHour: 30, setup: 5, finishing: 2 };
    const material = { density: 10, pricePerGram: 2 };
    const placement = { heightMm: 4, pieces: 2 };
    // 3 pieces of 0.5 cm³: 15 g; two runs of 40 layers: 8 min, and 15 min for the volume.
    expect(quoteFor({ volumeMm3: 500, quantity: 3, placement, material, machine, tariff })).toEqual({
      weightG: 15,
      printMinutes: 23,
      price: { amount: '55.50', currency: 'EUR' },
    });
  });

  it('can be told for the smallest model, in every material', () => {
    for (const material of materials) {
      const { weightG, printMinutes, price } = quote([3, 0.5, 3], 2.343149, { material, quantity: 1 });
      expect(weightG).toBeGreaterThan(0.01);
      expect(printMinutes).toBeGreaterThan(0);
      expect(price.amount).toMatch(/^\d+\.\d\d$/);
    }
  });

  it('is an amount of money for every body that fits', () => {
    fc.assert(
      fc.property(bodies, anyMaterial, quantity, ({ size, volumeMm3 }, material, pieces) => {
        expect(quote(size, volumeMm3, { material, quantity: pieces }).price.amount).toMatch(
          /^\d{1,12}\.\d\d$/,
        );
      }),
    );
  });

  it('never falls with more pieces, and weighs in proportion', () => {
    fc.assert(
      fc.property(bodies, anyMaterial, quantity, ({ size, volumeMm3 }, material, pieces) => {
        const few = quote(size, volumeMm3, { material, quantity: pieces });
        const more = quote(size, volumeMm3, { material, quantity: pieces + 1 });
        expect(Number(more.price.amount)).toBeGreaterThan(Number(few.price.amount));
        expect(more.weightG / few.weightG).toBeCloseTo((pieces + 1) / pieces, 9);
      }),
    );
  });
});

describe('the machine', () => {
  it('takes a body however it lies in the file', () => {
    fc.assert(
      fc.property(bodies, fc.integer({ min: 0, max: 2 }), ({ size: [x, y, z] }, turn) => {
        const turned = [[x, y, z] as Size, [z, x, y] as Size, [y, z, x] as Size][turn] ?? [x, y, z];
        expect(placementOf(turned, waxPrinter)).toEqual(placementOf([x, y, z], waxPrinter));
      }),
    );
  });

  it('prints flat, and as many pieces at once as fit', () => {
    expect(placementOf([2, 20, 20], waxPrinter)).toEqual({ heightMm: 2, pieces: 36 });
  });

  it('uses its full height for what only fits upright', () => {
    expect(placementOf([180, 145, 145], waxPrinter)).toEqual({ heightMm: 180, pieces: 1 });
    expect(placementOf([180, 146, 10], waxPrinter)).toBeUndefined();
    expect(placementOf([181, 1, 1], waxPrinter)).toBeUndefined();
  });
});

it('other prices change the price only', () => {
  const dearer = withPrices(defaultMaterials, { brass: 7 });
  expect(dearer.brass).toEqual({ ...defaultMaterials.brass, pricePerGram: 7 });
  expect(dearer['gold-585']).toEqual(defaultMaterials['gold-585']);
});
