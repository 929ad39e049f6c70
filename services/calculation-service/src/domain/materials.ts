import type { Material } from '@ordertrace/messaging';

export interface MaterialProperties {
  /** In g/cm³. */
  readonly density: number;
  /** Euros per gram of the alloy, bought as casting grain. */
  readonly pricePerGram: number;
}

export type MaterialTable = Readonly<Record<Material, MaterialProperties>>;

/** Cast alloys, with the default prices. */
export const defaultMaterials: MaterialTable = {
  'silver-925': { density: 10.36, pricePerGram: 1.1 },
  'gold-585': { density: 13.6, pricePerGram: 52 },
  'gold-750': { density: 15.5, pricePerGram: 67 },
  'platinum-950': { density: 20.7, pricePerGram: 38 },
  brass: { density: 8.5, pricePerGram: 0.03 },
};

/** The table with other prices, in euros per gram. */
export function withPrices(
  materials: MaterialTable,
  prices: Readonly<Partial<Record<Material, number>>>,
): MaterialTable {
  const entries = Object.entries(materials) as [Material, MaterialProperties][];
  return Object.fromEntries(
    entries.map(([name, properties]) => [
      name,
      { ...properties, pricePerGram: prices[name] ?? properties.pricePerGram },
    ]),
  ) as MaterialTable;
}
