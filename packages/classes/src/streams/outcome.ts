// What becomes of one item of a stream that goes through an instance.

/** What became of one item, where failures do not end the stream. */
export type StreamOutcome<Item, Answer> =
  | { readonly type: 'answered'; readonly item: Item; readonly index: number; readonly answer: Answer }
  /** `error` is what the request was rejected with: an error of the method's, or one of the framework by its code. */
  | { readonly type: 'failed'; readonly item: Item; readonly index: number; readonly error: unknown }
