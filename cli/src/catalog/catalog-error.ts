/** The catalog could not be asked, or would not answer: the message is for whoever runs the program. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
}
