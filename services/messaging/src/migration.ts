/** A schema change of a database. It runs once, in one transaction, and is identified by its name. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
