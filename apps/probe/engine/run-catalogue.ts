import type { Clock } from '#core/clock'
import type { Attack, AttackRequest } from '#attacks'
import type { Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import type { CaseResult, ControlResult, ProbeReport } from '../probe-report.ts'

/** What only an answer has that believed the token: it decides, whatever the status is. */
export type Marker =
  /** A header, with this value where one is given. */
  | { readonly in: 'header'; readonly name: string; readonly value?: string }
  /** A member of a JSON body, by the names on the way to it, with this value where one is given. */
  | { readonly in: 'json'; readonly path: readonly string[]; readonly value?: string }
  | { readonly in: 'text'; readonly text: string }

/** One run: what is sent, to whom, in whose name. */
export interface CatalogueRun {
  /** In the order in which they are reported; those of one family stand together. */
  readonly cases: readonly Attack[]
  readonly sender: Sender
  readonly issuerSide: IssuerSide
  readonly clock: Clock
  /** What the report says of the target besides what the world of the issuer knows. */
  readonly target: { readonly url: string; readonly method: string }
  readonly marker?: Marker
  /** Requests in a second. */
  readonly rate: number | 'max'
  /** A line that repeats a request; undefined where curl cannot. */
  readonly curlOf?: (request: AttackRequest) => string | undefined
  /** In the order in which they are done, which is not that of the report. */
  readonly onResult?: (result: CaseResult) => void
  readonly onControl?: (control: ControlResult) => void
}

/**
 * Runs the cases against the target. Nothing is believed by its status alone: the controls (the good token, no token, garbage) come
 * first, after each family and at the end, and every answer is held against them.
 * @throws CannotProbe when nothing that follows would mean anything: the good token is not accepted, or everything is
 */
export async function runCatalogue(run: CatalogueRun): Promise<ProbeReport> {
  throw new CannotProbe(`${run.target.url} is not asked yet`)
}

/** The controls say that a run would mean nothing. The message says why, and what to do. */
export class CannotProbe extends Error {
  override readonly name = 'CannotProbe'
}
