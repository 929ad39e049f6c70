/** A step of a database's schema; runs once, in one transaction, found again by its name. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
