// The forms that states have in some editions, where a heir shows them too.

/** What a connection has received, in its third edition. */
export interface Received {
  readonly lines: number
  readonly bytes: number
}

/** What has been counted, in the third edition of the trait. */
export interface Tally {
  readonly done: number
}
