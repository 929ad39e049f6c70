/** Reason why a file could not be read as STL. */
export type StlErrorCode =
  'stl_empty_file' | 'stl_truncated' | 'stl_trailing_bytes' | 'stl_syntax' | 'stl_too_many_facets';

/** The file is not readable STL. The message says where, and what was expected. */
export class StlError extends Error {
  override readonly name = 'StlError';
  readonly code: StlErrorCode;

  constructor(code: StlErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
