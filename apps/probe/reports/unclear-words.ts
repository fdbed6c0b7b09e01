import type { CaseResult } from '../probe-report.ts'
import { counted } from '../counted.ts'
import { whatProvesLittle } from './proves-little.ts'

/**
 * How many cases of the class MUST nobody can tell, or of MUST and SHOULD (of POLICY, where there are no others) where the run proves little by that, and what to do about it:
 * without findings they are read as all well otherwise.
 * @returns undefined where there are none
 */
export function unclearWords(cases: readonly CaseResult[]): string | undefined {
  const share = whatProvesLittle(cases)
  const isLittle = share !== undefined
  const classes = share?.classes ?? 'MUST'
  const counts = (each: CaseResult) => classes.includes(each.class)
  const unclear = cases.filter((each) => counts(each) && each.verdict === 'inconclusive')
  if (unclear.length === 0) return undefined
  const sent = cases.filter((each) => counts(each) && each.verdict !== 'not-run').length
  const options = new Set(unclear.flatMap(({ reason = '' }) => reason.match(/--[a-z]+(?:-[a-z]+)*/g) ?? []))
  const remedy =
    options.size === 0
      ? 'the reasons are under "Nobody can tell"'
      : `say ${[...options].map(optionWords).join(', or ')}`
  const little = isLittle ? `, so that this run proves little: ${PROVES_LITTLE}` : ''
  return `${unclear.length} of ${counted(sent, `${classes} case`)} ${unclear.length === 1 ? 'is' : 'are'} inconclusive (${remedy})${little}`
}

const PROVES_LITTLE =
  'run it again with what is named there; where the target limits how often it is asked, with --rate 5'

const optionWords = (option: string): string => REMEDY_OPTIONS[option] ?? option

const REMEDY_OPTIONS: Readonly<Record<string, string>> = {
  '--accepted-when': '--accepted-when with what only an accepted answer has',
  '--promised-delay': '--promised-delay with how long the target may go by what it remembers',
  '--rate': 'a smaller --rate',
}
