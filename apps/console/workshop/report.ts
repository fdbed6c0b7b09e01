import { inText } from '../plays/export-play.ts'
import type { ShownStep, WorkshopState } from './workshop-state.ts'

/** What a person did, and what there is to remember of it, as Markdown. */
export const workshopReport = ({ tracks }: WorkshopState): string =>
  [
    '# What I did in the workshop',
    '',
    ...tracks.flatMap(({ title, done, steps }) => [
      `## ${title}: ${done} of ${steps.length}`,
      '',
      ...steps.flatMap(linesOfStep),
    ]),
  ].join('\n')

function linesOfStep({ number, title, task, ticked, hintsShown, why, source, code }: ShownStep): string[] {
  const hints = hintsShown === 0 ? 'without a hint' : `with ${hintsShown} of 3 hints`
  const done = ticked
    ? [`Done at ${new Date(ticked.at).toISOString()}, ${hints}: ${inText(ticked.sentence)}`, '']
    : ['Not done yet.', '']
  const place = code.line === undefined ? code.file : `${code.file}:${code.line}`
  return [
    `### ${ticked ? '☑' : '☐'} ${number}. ${title}`,
    '',
    task,
    '',
    ...done,
    ...(ticked ? [`${why} ([${source.text}](${source.url}))`, '', `The code that decides: \`${place}\``, ''] : []),
  ]
}
