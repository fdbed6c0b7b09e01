import { CATALOGUE, type Attack } from '#attacks'
import { wordsOfRight } from '../../apps/probe/engine/right-words.ts'
import { fallbackOf, type Shape } from '#core/config/setting'
import { webUiSettings } from '../../apps/web-ui/alone/config.ts'
import { SCHEMAS } from '../support/env-example.ts'
import { madeFrom, markdownPage, markdownTable } from './markdown.ts'

/** Every case of the catalogue, by family. */
export function attacksPage(): string {
  const families = Map.groupBy(CATALOGUE, ({ family }) => family)
  return markdownPage(
    '# Every attack, and every good token',
    madeFrom('the catalogue in scenarios/attacks'),
    `What the probe sends, by family, with the right answer to each. The ids are stable: the probe reports them, \`--only\` and \`--skip\` take them, and \`sandbox.bad('aud-other-service')\` of the test kit makes one. MUST: a standard demands the refusal. SHOULD: best practice does. POLICY: both answers can be defended.`,
    ...[...families].flatMap(([family, cases]) => [`## ${family}`, markdownTable(CASE_HEADING, cases.map(caseRow))]),
  )
}

const CASE_HEADING = ['id', 'what it is', 'class', 'severity', 'right answer', 'why']

const caseRow = ({ id, title, class: kind, severity, expects, references }: Attack): string[] => [
  `\`${id}\``,
  title,
  kind,
  `${severity.level}, CWE-${severity.cwe}`,
  wordsOfRight(expects),
  references.join('; '),
]

/** Those of one command alone stand in no .env: its help and this page have them. */
const ALL_SCHEMAS: Readonly<Record<string, Shape>> = { ...SCHEMAS, 'npm run web-ui': webUiSettings }

const readBy = (variable: string) =>
  Object.entries(ALL_SCHEMAS).filter(([, shape]) => Object.values(shape).some((each) => each.variable === variable))

/** Every setting, with its default. */
export function settingsPage(): string {
  const settings = new Map(
    Object.values(ALL_SCHEMAS).flatMap((shape) => Object.values(shape).map((each) => [each.variable, each])),
  )
  const rows = [...settings.values()]
    .toSorted((a, b) => (a.variable < b.variable ? -1 : 1))
    .map((each) => {
      const value = fallbackOf(each, {})
      const commands = readBy(each.variable).map(([command]) => command)
      const isForAll = Object.keys(SCHEMAS).every((name) => commands.includes(name))
      return [
        `\`${each.variable}\``,
        value === '' ? '' : `\`${value}\``,
        each.about,
        isForAll ? 'all' : commands.map((name) => name.replace('npm run ', '')).join(', '),
      ]
    })
  return markdownPage(
    '# Every setting',
    madeFrom('the schemas (config.ts of each process)'),
    'Every setting, with its default: none is needed. Set one in the environment, or in `.env` (see [.env.example](../../.env.example)). What the environment says wins.',
    markdownTable(['variable', 'default', 'what it is', 'who reads it'], rows),
  )
}
