/** As much of a log as the keys of a sidecar need: events with fields, never a key, never a token. */
export interface KeyLog {
  info(fields: object, event: string): void
  warn(fields: object, event: string): void
}
