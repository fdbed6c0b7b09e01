import { STARTED_NAMES, type ProcessName } from '#core/config/processes'
import type { Reply, Refusal, Told } from './tell.ts'

/** Several of them in a sentence: `servicea, serviceb and servicec`. */
export function listNames(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/**
 * Who did not do it, why, and what to do: a line each, the same reason once.
 * @param changes whether it was to change something: then it is said where it holds
 */
export function sayRefusals(
  { replies, refusals }: Told,
  ports: Record<ProcessName, number>,
  changes: boolean,
): string[] {
  const away = refusals.filter(({ isAway }) => isAway)
  const why = Map.groupBy(
    refusals.filter(({ isAway }) => !isAway),
    (refusal) => refusal.why,
  )
  return [
    ...(away.length > 0 ? [sayAway(away, replies, ports)] : []),
    ...[...why].map(([reason, those]) => `${listNames(those.map(({ name }) => name))}: ${reason}`),
    ...(changes && refusals.length > 0 && replies.length > 0
      ? [`It holds in ${listNames(replies.map(({ name }) => name))}.`]
      : []),
  ]
}

function sayAway(away: readonly Refusal[], replies: readonly Reply[], ports: Record<ProcessName, number>): string {
  const names = away.map(({ name }) => name)
  const where = listNames(names.map((name) => `${name} (localhost:${ports[name]})`))
  const isAll = replies.length === 0 && names.length === STARTED_NAMES.length
  const [alone] = names.length === 1 && replies.length > 0 ? names : []
  const what =
    alone === undefined ? 'Start the sandbox in another terminal with "npm start".' : `Bring it back: npm run ${alone}`
  return `${isAll ? `No process of the sandbox can be reached: ${where}` : `${where} cannot be reached`}. ${what}`
}
