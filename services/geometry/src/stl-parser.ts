/** Takes the file in pieces. `end` refuses an incomplete file. */
export interface StlParser {
  push(chunk: Uint8Array): void;
  end(): void;
}
