import type { MarkName } from '#core/page/mark.view'
import { counted } from '../../../probe/counted.ts'
import type { CaseResult } from '../../../probe/probe-report.ts'
import type { LabTargetOrder } from '../../attack-lab/lab-order.ts'
import { OWN_FIELDS, type FoundTarget, type LabRun, type LabState } from './lab-state.ts'

/** What a person sees of a result: a sign, its colour and its word. */
export function markOfCase({ verdict, finding, family }: CaseResult): { mark: MarkName; word: string } {
  if (verdict === 'not-run') return { mark: 'not-configured', word: 'not run' }
  if (verdict === 'inconclusive') return { mark: 'cannot-decide', word: 'nobody can tell' }
  if (finding)
    return finding.isFailing ? { mark: 'refused', word: verdict } : { mark: 'odd', word: `${verdict}, as may be` }
  return { mark: 'good', word: family === 'good' ? 'believed, as it should be' : verdict }
}

/** @returns what is still missing before a run can begin; undefined when nothing is */
export function lackingFor({ target, own }: Pick<LabState, 'target' | 'own'>): string | undefined {
  if (target !== 'own') return undefined
  if (!isWholeUrl(own.url)) return 'Say where your service is: its whole URL.'
  return own.audience.trim() === '' ? 'Say which audience your service expects.' : undefined
}

/** @returns what is still missing before it can be found out what an own service expects; undefined when nothing is */
export const lackingForDiscovery = ({ own }: Pick<LabState, 'own'>): string | undefined =>
  isWholeUrl(own.url) ? undefined : 'Say where your service is: its whole URL.'

const isWholeUrl = (url: string) => /^https?:\/\/\S/.test(url.trim())

/** "4 findings, 1 of policy": the first fail a run of the command. */
export function findingWords(results: readonly CaseResult[]): string {
  const findings = results.flatMap(({ finding }) => finding ?? [])
  const failing = findings.filter(({ isFailing }) => isFailing).length
  const ofPolicy = findings.length - failing
  return `${counted(failing, 'finding')}${ofPolicy > 0 ? `, ${ofPolicy} of policy` : ''}`
}

/** What was found out, in the fields of the form. */
export const fieldsOfFound = (own: LabState['own'], found: FoundTarget): LabState['own'] => ({
  ...own,
  audience: found.audience,
  issuer: found.issuer,
  type: found.type,
  scope: found.scope ?? '',
  ring: found.ring ?? '',
  algorithms: found.algorithms.join(', '),
})

const EMPTY_FIELDS = Object.fromEntries(OWN_FIELDS.map(({ name }) => [name, ''])) as LabState['own'] // of each field

/** The form as it was when a run against them was ordered. */
export function formAgainst(whom: LabTargetOrder): Pick<LabState, 'target' | 'own'> {
  if ('cast' in whom) return { target: whom.cast, own: EMPTY_FIELDS }
  const said = Object.entries(whom).filter(([, value]) => value !== undefined)
  return { target: 'own', own: { ...EMPTY_FIELDS, ...Object.fromEntries(said) } }
}

/** For whom the token of a case is made: for whom the answer is that is shown of it, or else for whom the form says. */
export function targetOfCase(id: string, { run, ...form }: Pick<LabState, 'run' | 'target' | 'own'>): object {
  return run?.results.some((result) => result.id === id) === true ? run.whom : targetOrder(form)
}

/** What is asked of the console: only what a person has said. */
export function targetOrder({ target, own }: Pick<LabState, 'target' | 'own'>): Record<string, string> {
  if (target !== 'own') return { cast: target }
  return Object.fromEntries(
    Object.entries(own)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  ) as Record<string, string> // of texts
}

/** "41 of 290 cases: good tokens believed 4 of 4, bad tokens believed 0 of 36; 1 not run". */
export function progressWords({ results, of, isGoing }: Pick<LabRun, 'results' | 'of' | 'isGoing'>): string {
  const ran = results.filter(({ verdict }) => verdict !== 'not-run')
  const [good, bad] = [ran.filter(({ family }) => family === 'good'), ran.filter(({ family }) => family !== 'good')]
  const believed = [
    good.length > 0 && `good tokens believed ${countOfVerdict(good, 'believed')} of ${good.length}`,
    bad.length > 0 && `bad tokens believed ${countOfVerdict(bad, 'believed')} of ${bad.length}`,
  ].filter((words) => words !== false)
  const others = OTHER_VERDICTS.flatMap(([verdict, word]) => {
    const some = countOfVerdict(results, verdict)
    return some > 0 ? [`${some} ${word}`] : []
  })
  const head = isGoing ? `${results.length} of ${counted(of, 'case')}` : counted(results.length, 'case')
  const said = [believed.join(', '), others.join(', ')].filter((words) => words !== '')
  return said.length === 0 ? head : `${head}: ${said.join('; ')}`
}

/** Why answers are right that look wrong in the counts; empty where there are none. */
export function eitherRightWords(results: readonly CaseResult[]): string {
  const fine = results.filter(({ finding }) => !finding)
  const some = [
    [fine.filter(({ family, verdict }) => family !== 'good' && verdict === 'believed'), 'bad', 'believed'],
    [fine.filter(({ family, verdict }) => family === 'good' && verdict === 'refused'), 'good', 'refused'],
  ] as const
  const words = some.flatMap(([those, what, said]) =>
    those.length > 0 ? [`${counted(those.length, `${what} token`)} ${said}`] : [],
  )
  return words.length > 0 ? `Of some tokens both answers are right: ${words.join(' and ')} without a finding.` : ''
}

const OTHER_VERDICTS: readonly (readonly [CaseResult['verdict'], string])[] = [
  ['crashed', 'crashed'],
  ['hung', 'without an answer'],
  ['inconclusive', 'that nobody can tell'],
  ['not-run', 'not run'],
]

const countOfVerdict = (some: readonly CaseResult[], verdict: CaseResult['verdict']) =>
  some.filter((each) => each.verdict === verdict).length
