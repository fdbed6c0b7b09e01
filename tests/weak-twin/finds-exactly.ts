import { expect, test } from 'vitest'
import { findingsOf } from '../findings/find-in-twin.ts'
import { WEAKNESS_FINDINGS } from './expected.ts'
import { probeTwin } from './probe-twin.ts'
import { SWITCHES, type SwitchName } from './switches.ts'

/** What a weakness opens, in the order of the alphabet. */
export const expectedOf = (name: SwitchName): readonly string[] => [WEAKNESS_FINDINGS[name]].flat().sort()

/** One test for each weakness: the probe finds what it opens, all of it and nothing else. */
export function findsExactly(weaknesses: Partial<Record<SwitchName, unknown>>): void {
  const names = (Object.keys(weaknesses) as SwitchName[]).filter((name) => WEAKNESS_FINDINGS[name] !== 'stops') // it forgets them
  test.each(names)('the probe finds exactly what %s opens', async (name) => {
    const report = await probeTwin(SWITCHES[name].side, [name])
    expect(report.stopped).toBeUndefined()
    expect(findingsOf(report), 'npm run findings').toEqual(expectedOf(name))
    const unclear = report.cases.filter(({ verdict }) => verdict === 'inconclusive')
    if (!name.startsWith('refuses-')) expect(unclear.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([])
  })
}
