/** Who acts for the subject, and who did before (RFC 8693 §4.1). */
export interface Actor {
  sub?: unknown
  act?: unknown
  [claim: string]: unknown
}

/** @param value of a token that is believed: its shape was checked with it */
export const readActor = (value: unknown): Actor => value as Actor // an object, by the shape of `act` and `may_act`
