import { CONTROLLED_NAMES, type ProcessName } from '#core/config/processes'
import type { Told } from './tell.ts'

/** Several of them in a sentence: `servicea, serviceb and servicec`. */
export function listNames(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/**
 * The exit code of the command. A process that is not running is no failure where others have done what was asked for: who
 * uses the factory alone has no others. Where it was named, or where nobody is left, it is one.
 * @param isNamed whether the processes were named
 */
export function exitCodeOf({ replies, refusals }: Told, isNamed: boolean): 0 | 1 | 2 {
  const isUnknown = replies.length === 0 && refusals.some(({ kind }) => kind === 'does not know')
  if (isUnknown && refusals.every(({ kind }) => kind === 'does not know' || kind === 'not running')) return 2
  const isDone = replies.length > 0 && !isNamed
  return refusals.every(({ kind }) => kind === 'not running' && isDone) ? 0 : 1
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
  const at = (name: ProcessName) => `${name} (localhost:${ports[name]})`
  const ended = refusals.filter(({ kind }) => kind === 'not running').map(({ name }) => name)
  const why = Map.groupBy(
    refusals.filter(({ kind }) => kind !== 'not running'),
    ({ kind, why: reason }) => (kind === 'unreachable' ? ` cannot be reached: ${reason}` : `: ${reason}`),
  )
  const names = replies.map(({ name }) => name)
  return [
    ...(ended.length > 0 ? [sayNotRunning(ended, names, at)] : []),
    ...[...why].map(([reason, those]) => `${listNames(those.map(({ name }) => name))}${reason}`),
    ...(changes && refusals.length > 0 && names.length > 0 ? [`It holds in ${listNames(names)}.`] : []),
  ]
}

function sayNotRunning(
  ended: readonly ProcessName[],
  others: readonly ProcessName[],
  at: (name: ProcessName) => string,
): string {
  const where = listNames(ended.map(at))
  if (ended.length === CONTROLLED_NAMES.length)
    return `No process of the sandbox can be reached: ${where}. Start it in another terminal with "npm start".`
  const starts = ended.map((name) => `npm run ${name}`).join(', ')
  const start = `To start ${ended.length > 1 ? 'them' : 'it'}: ${starts}.`
  const hint =
    others.length > 0 && others.length < ended.length ? ` To ask nobody else: --process ${others.join(',')}.` : ''
  return `${where} ${ended.length > 1 ? 'are' : 'is'} not running. ${start}${hint}`
}
