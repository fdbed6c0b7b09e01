import { dateText } from '#core/page/time-text'
import { inText } from '../plays/export-play.ts'
import { LONGEST_NAME_ON_REPORT, tracksBegun } from './step-at-hand.ts'
import type { ShownStep, WorkshopState } from './workshop-state.ts'

/**
 * What a person did, and what there is to remember of it, as Markdown.
 * @param name on the report, where it is another one than that of the room
 */
export function workshopReport({ tracks, person = '' }: WorkshopState, name = person): string {
  const begun = tracksBegun(tracks)
  const whose = name === '' ? [] : [`Name: ${inText(name.slice(0, LONGEST_NAME_ON_REPORT))}`, '']
  const parts = begun.flatMap(({ title, done, steps }) => [
    `## ${title}: ${done} of ${steps.length}`,
    '',
    ...steps.flatMap(linesOfStep),
  ])
  return [
    '# What I did in the workshop',
    '',
    ...whose,
    ...(begun.length > 0 ? parts : ['No step is done yet.', '']),
  ].join('\n')
}

function linesOfStep({ number, title, task, ticked, hintsShown, why, source, code }: ShownStep): string[] {
  if (!ticked) return [`### ☐ ${number}. ${title}`, '', 'Not done yet.', '']
  const hints = hintsShown === 0 ? 'without a hint' : `with ${hintsShown} of 3 hints`
  const place = code.line === undefined ? `${code.file}\` of the sources` : `${code.file}:${code.line}\``
  return [
    `### ☑ ${number}. ${title}`,
    '',
    task,
    '',
    `Done at ${dateText(ticked.at)} UTC, ${hints}: ${inText(ticked.sentence)}`,
    '',
    `${why} ([${source.text}](${source.url}))`,
    '',
    `The code that decides: \`${place}`,
    '',
  ]
}
