import { describe, expect, test } from 'vitest'
import { renderVerifierVerdict } from '../apps/drill/render-verifier.ts'
import { renderSidecars } from '../apps/drill/sidecars/render-sidecars.ts'
import { renderVerdict } from '../apps/drill/render-verdict.ts'
import { readProject } from './support/project-files.ts'
import { commandsOf } from './support/readme.ts'

const documents = [...(await readProject((path) => path.endsWith('.md')))]

/** A line without its figures. */
const form = (line: string) => line.replaceAll(/[\d.]*\d/g, '1')

const ofSidecars = (report: string) => {
  const isLost = !report.includes('PASSED')
  const lostByTurn =
    /for each rotation +([\d, ]+)$/m
      .exec(report)?.[1]
      ?.split(', ')
      .map(() => 1) ?? []
  const figures = {
    calls: 1,
    rotations: 1,
    tooSlow: {},
    otherFaults: {},
    p99During: 1,
    p99Outside: 1,
    enoughGrace: 1,
  }
  return renderSidecars(
    { ...figures, lost: isLost ? { 'revoked-key': 1 } : {}, lostByTurn },
    { calls: 1, rate: 1, rotations: 1, graceSeconds: isLost ? 1 : undefined },
  )
}

describe('the reports of the drill that the pages show', () => {
  const shown = documents.flatMap(([, text]) =>
    commandsOf(text).filter(({ command, shown: report }) => command.startsWith('npm run drill') && report !== ''),
  )
  const ofVerifier = renderVerifierVerdict('jose', {
    rotations: 1,
    calls: 1,
    lost: 0,
    refetch: 0,
    cooldown: 30,
    revoked: 600,
    keySetFetches: 1,
  })
  const verdict = { calls: 1, failures: 0, faults: {}, tooSlow: {}, p99During: 1, p99Outside: 1, keySetFetches: 1 }
  const emergency = { refused: 1, believedFor: 1 }
  const reportOf = (failures: number) =>
    renderVerdict(
      {
        ...verdict,
        failures,
        faults: failures > 0 ? { 'revoked-key': failures } : {},
        rotations: 1,
        smallestSafeOverlap: 1,
        emergency,
      },
      { calls: 1, rate: 1, rotations: 1, overlapSeconds: undefined },
    )
  const toldFor = (command: string, report: string) => {
    if (command.includes(' sidecars')) return ofSidecars(report)
    return command.includes('--verifier') ? ofVerifier : reportOf(report.includes('PASSED') ? 0 : 1)
  }
  test.each(shown)('$command: each line is one of a report, in its order', ({ command, shown: report }) => {
    const lines = report.split('\n').map(form)
    const told = toldFor(command, report).split('\n').map(form)
    expect(told.filter((line) => lines.includes(line))).toEqual(lines)
  })

  test('there is a good one and a bad one of each drill, and one of a verifier of others', () => {
    const endings = shown.map(({ command, shown: report }) => [
      command.split(' ')[4],
      /^(?:PASSED|FAILED)/m.exec(report)?.[0],
    ])
    expect(endings.map((ending) => ending.join(' ')).sort()).toEqual([
      'rotation FAILED',
      'rotation PASSED',
      'rotation PASSED',
      'sidecars FAILED',
      'sidecars PASSED',
    ])
  })
})
