/** Takes the file piece by piece; `end` refuses a file that stops in the middle. */
export interface StlParser {
  push(chunk: Uint8Array): void;
  end(): void;
}
