import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import { importsOf } from '../../tests/support/imports.ts'
import { readProjectFile } from '../../tests/support/project-files.ts'
import { judgeSettings } from './config.ts'
import { JUDGE_TITLES } from './judge-titles.ts'
import { openAllJudges } from './judges.ts'
import { JUDGE_LINE } from './options.ts'

test('the help lists every judge, with its title and in the order of the table; HAProxy is the last', async () => {
  const judges = openAllJudges({ config: readConfig(judgeSettings, {}) }, { clock: systemClock })
  const told = judges.map(({ id, title }) => [id, title.replaceAll(/ \d+\.\d+\.[\w.+~-]+/g, '')])
  expect([...told, ['haproxy', JUDGE_TITLES.haproxy]]).toEqual(Object.entries(JUDGE_TITLES))
  const help = (await JUDGE_LINE.further?.())?.join('\n')
  for (const [id, title] of told) expect(help).toMatch(new RegExp(`^  ${id} +${title}$`, 'm'))
})

test('for the help no judge is loaded, and no program of others started', async () => {
  for (const file of ['main.ts', 'options.ts', 'judge-titles.ts', 'corpus/corpus-options.ts']) {
    const text = await readProjectFile(`apps/judge/${file}`)
    const atOnce = importsOf(text.replaceAll(/^import type .*$/gm, '').replaceAll(/await import\([^)]*\)/g, ''))
    expect(atOnce.filter((each) => /judges|libraries|run-judge|corpus-line/.test(each))).toEqual([])
  }
})
