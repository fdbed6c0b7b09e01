import { mutantsOf } from './mutant.ts'

/** A run of the probe that says "Passed" of what it has not seen, and one that finds what is not there. */
export const PROBE_END_MUTANTS = [
  ...mutantsOf(
    'apps/probe/matrix/matrix-gaps.ts',
    ['apps/probe/matrix/matrix-gaps.test.ts', 'apps/probe/tell-matrix.test.ts'],
    [
      ['a matrix passes though a scenario was not played', ['...silent, ...unplayed,', '...silent,']],
      ['a matrix passes though nobody can tell anything of a door', [', ...untoldDoors(matrix)]', ']']],
      [
        'what is the own matter of an own service keeps it from passing',
        ['.filter((cell) => !isOwnMatter(cell, door))', ''],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/probe/matrix/knock-without-certificate.ts',
    ['apps/probe/matrix/closed-doors.test.ts'],
    [
      [
        'a door of the mesh that takes plain HTTP is called closed',
        ["if ('status' in plainly)", "if ('never' in plainly)"],
      ],
      [
        'whoever closes the connection is said to want a certificate',
        ['!WANTS_CERTIFICATE.test(byTls.code)', "byTls.code === ''"],
      ],
      ['our own no to a certificate is taken for one of the other side', ['\\w*ALERT_\\w*CERTIFICATE/', '|ERR_TLS/']],
    ],
  ),
  ...mutantsOf(
    'apps/probe/issuer/moved-clocks.ts',
    ['apps/probe/issuer/time-of-run.test.ts'],
    [
      [
        'a clock stays moved by an order whose answer was lost',
        ['if (isUnsure) await putBack()', 'if (isOver) await putBack()'],
      ],
      ['and at the end, too', ['if (moved !== 0 || isUnsure)', 'if (moved !== 0)']],
    ],
  ),
  ...mutantsOf(
    'apps/probe/issuer/time-of-run.ts',
    ['apps/probe/issuer/time-of-run.test.ts'],
    [
      [
        'the clock of a factory that is the target is asked for as another one',
        ['isSamePlace(factoryUrl, targetControlUrl)', 'false'],
      ],
      ['one clock is moved for the issuer and for the target', ['new Set([issuer, target])', '[issuer, target]']],
      ['where one clock does not move, the other stays apart from it', ['each.move(-seconds)', 'each.move(0)']],
    ],
  ),
  ...mutantsOf(
    'apps/probe/matrix/tokens-of-play.ts',
    ['apps/probe/matrix/tokens-of-play.test.ts'],
    [
      [
        'a token is called revoked though its play went wrong',
        ['if (status !== 200 && takesTokensBack(play)) return []', ''],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/probe/reports/full-report.ts',
    ['apps/probe/tell-report.test.ts'],
    [['a run passes though --keys has seen nothing', ['sectionsOf(report).flatMap(', 'sectionsOf({}).flatMap(']]],
  ),
  ...mutantsOf(
    'apps/probe/reports/measured-sections.ts',
    ['apps/probe/reports/measured-sections.test.ts'],
    [['rows that are there in each run count as something seen', ['rows.filter(isTelling)', 'rows']]],
  ),
]
