import { titleOf } from '#core/trace/step'
import { hopsOf, type NumberedScenario } from '#scenarios'
import { fenced, madeFrom, markdownPage } from './markdown.ts'
import { withoutStepsOf } from './shown-steps.ts'

/** What the terminal showed of a play of a page: by its command. */
export type ShownPlays = ReadonlyMap<string, readonly string[]>

/** The file of a scenario, without folder and ending: `05-key-set`. */
export type ScenarioFile = string

const commandFor = (number: number, variant: string) => `npm run play -- ${number} --brief${variant && ` --${variant}`}`

/** The commands of the page of a scenario, in the order in which it shows them. */
export const commandsOfPage = ({ number, variants = {} }: NumberedScenario): string[] =>
  ['', ...Object.keys(variants)].map((variant) => commandFor(number, variant))

/** The page of a scenario: its story, its picture, a real play, and each variant with what came of it. */
export function scenarioPage(scenario: NumberedScenario, file: ScenarioFile, shown: ShownPlays): string {
  const { number, title, story, trust, changes, variants = {} } = scenario
  const first = shown.get(commandFor(number, '')) ?? []
  const played = (variant: string) => {
    const command = commandFor(number, variant)
    const whole = shown.get(command) ?? []
    const lines = variant === '' ? whole : withoutStepsOf(first, whole)
    return [fenced('sh', [command]), ...(lines.length > 0 ? [fenced('text', lines)] : [])]
  }
  return markdownPage(
    `# ${number}. ${title}`,
    madeFrom(`scenarios/${file}.ts`),
    story,
    fenced('mermaid', ['flowchart LR', ...pictureOf(scenario)]),
    `Trust: \`${trust}\` ([what that means](../../scenarios/README.md)). The whole of it is one file: [${file}.ts](../../scenarios/${file}.ts).`,
    changes === undefined ? '' : `What stays changed when it has been played: ${changes}.`,
    '## As it should go',
    ...played(''),
    ...Object.entries(variants).flatMap(([variant, about]) => [
      `## \`?${variant}=1\``,
      sentence(about),
      ...played(variant),
    ]),
    'All of them: [The scenarios](../scenarios.md).',
  )
}

const sentence = (about: string) => `${about.charAt(0).toUpperCase()}${about.slice(1).replace(/\.$/, '')}.`

const pictureOf = (scenario: NumberedScenario): string[] => {
  const hops = hopsOf(scenario)
  const names = [...new Set(hops.flat())]
  return [
    ...names.map((name) => `  ${boxOf(name)}["${titleOf(name)}"]`),
    ...hops.map(([from, to]) => `  ${boxOf(from)} --> ${boxOf(to)}`),
  ]
}

const boxOf = (name: string) => name.replaceAll(/\W/g, '_')

/** What these show depends on the second at which they are played. */
export const NEVER_THE_SAME: readonly string[] = [commandFor(13, 'rate-limited')]

/** Of what the terminal shows, the steps and the checks that failed; the answer has times and ids in it. */
export const stepsShown = (lines: readonly string[]): string[] => {
  const answer = lines.findIndex((line) => line.startsWith('Answer ('))
  const steps = lines.slice(0, answer).filter((line) => /^ *\d+ … ms| {8}✗ /.test(line))
  return steps.map((line) => line.replaceAll(/"[\w-]{43}"/g, '"(key id)"'))
}
