import { CATALOGUE, type Attack } from '#attacks'
import { wordsOfRight } from '../../apps/probe/engine/right-words.ts'
import { fallbackOf } from '#core/config/setting'
import { CHECKS } from '#core/token/verify'
import { TITLES } from '#core/token/rejection'
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

const readBy = (variable: string) =>
  Object.entries(SCHEMAS).filter(([, shape]) => Object.values(shape).some((each) => each.variable === variable))

/** Every setting, with its default. */
export function settingsPage(): string {
  const settings = new Map(
    Object.values(SCHEMAS).flatMap((shape) => Object.values(shape).map((each) => [each.variable, each])),
  )
  const rows = [...settings.values()]
    .toSorted((a, b) => (a.variable < b.variable ? -1 : 1))
    .map((each) => {
      const value = fallbackOf(each, {})
      const commands = readBy(each.variable).map(([command]) => command)
      const isForAll = commands.length === Object.keys(SCHEMAS).length
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

/** Every check of the verifier, and every reason for a refusal. */
export function refusalsPage(): string {
  return markdownPage(
    '# Every check, and every reason for a refusal',
    madeFrom('core/token/verify.ts and core/token/rejection.ts'),
    'The checks run in this order, and the first refusal ends them. A reason is stable: programs may decide by it.',
    markdownTable(
      ['check', 'rule'],
      CHECKS.map(({ name, rule }) => [`\`${name}\``, rule]),
    ),
    '## Reasons',
    markdownTable(
      ['reason', 'in words'],
      Object.entries(TITLES).map(([reason, title]) => [`\`${reason}\``, title]),
    ),
  )
}

/** What a process answers at its routes: `{ 'GET /healthz': 'whether it is up' }`. */
export type ToldRoutes = Readonly<Record<string, string>>

/** Every route of every process. @param routes as each tells of itself, by its name */
export function routesPage(routes: Readonly<Record<string, ToldRoutes>>): string {
  return markdownPage(
    '# Every route',
    madeFrom('what each process says at GET /'),
    'What each process answers, as it says so itself at `GET /`. `GET /openapi.json` of the factory describes its own for tools.',
    ...Object.entries(routes).flatMap(([name, told]) => [
      `## ${name}`,
      markdownTable(
        ['route', 'what it is for'],
        Object.entries(told).map(([path, about]) => [`\`${path}\``, about]),
      ),
    ]),
  )
}
