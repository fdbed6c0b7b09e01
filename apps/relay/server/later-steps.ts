import type { RequestContext } from '#core/access/dialect'
import type { Expiry } from '#core/http/until-expiry'
import type { ReportedStep } from '#core/trace/step'

/** Tells a trace what becomes of a connection long after it was opened. */
export type TellLater = (context: RequestContext, step: ReportedStep) => void

/** @param until when the token ends that has opened a connection, in milliseconds since 1970; not Infinity */
export type UntilOver = (context: RequestContext, until: number) => Pick<Expiry, 'signal' | 'forget'>

/** Among the steps of the request that opened it. */
export const tellAtRequest: TellLater = ({ recorder }, step) => void recorder.step(step)

const WHY_CUT = 'its token has expired'

/** A token ends, and with it what it has opened. */
export const CUT_CLIENT: ReportedStep = { verb: 'refuses', what: 'to go on with the connection', reason: WHY_CUT }
export const CUT_AGENT: ReportedStep = { verb: 'refuses', what: 'to let it listen any longer', reason: WHY_CUT }

/** As Piko does it, a lesson (PK-10). */
export const LEFT_OPEN: ReportedStep = {
  verb: 'fails',
  what: 'to notice that the token of the connection has expired',
  reason: 'Piko cuts agents alone',
}

/** PK-6. */
export const EMPTY_IS_ALL: ReportedStep = {
  verb: 'fails',
  what: 'to notice that the token names no endpoint',
  reason: 'Piko takes that for all of them',
}

/** PK-8. */
export const HANDED_ON: ReportedStep = {
  verb: 'fails',
  what: 'to keep the token to itself',
  reason: 'Piko passes on every header, and whoever gets it can use it',
}

/** Whoever may connect may take the place of whoever is to be connected to. */
export const ONE_RIGHT: ReportedStep = {
  verb: 'fails',
  what: 'to notice that the token gives no right to listen',
  reason: 'to Piko, to connect and to listen are one right',
}
