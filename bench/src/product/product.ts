/** Every database of the product. */
type DatabaseName = 'auth' | 'catalog' | 'catalog_views' | 'processing';

/** The product as it runs, in one of its two shapes. */
export interface Product extends AsyncDisposable {
  /** Every service's API. */
  readonly apiUrl: string;
  /** Where events are posted. */
  readonly ingestUrl: string;
  readonly databaseUrls: Readonly<Record<DatabaseName, string>>;
  /** Where a database of this name is, or would be, on the product's own server. */
  readonly urlOf: (database: string) => string;
  /** Its Node processes by name, those that are up. */
  processes(): readonly { readonly name: string; readonly pid: number }[];
}
