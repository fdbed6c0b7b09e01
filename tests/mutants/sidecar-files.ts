import { mutantsOf } from './mutant.ts'

const SIDECARS = ['tests/sidecars.sandbox.test.ts']

export const SIDECAR_FILE_MUTANTS = [
  ...mutantsOf('core/files/held-folder.ts', SIDECARS, [
    [
      'what a write left stays in a folder that is held',
      ['    if (isAlone) await removeLeftovers(folder, clock)\n', ''],
    ],
  ]),
  ...mutantsOf('apps/sidecar/keys/made-key-file.ts', SIDECARS, [
    ['what a write left stays beside the key of a signer', ['    await removeLeftovers(folder, clock)\n', '']],
  ]),
  ...mutantsOf('apps/neighbours/start.ts', SIDECARS, [
    [
      'a loose key of the signer is not told',
      ['  if (!isForTest) await warnOfLooseFiles(config.keysFolder, KEPT_FILES, log)\n', ''],
    ],
  ]),
  ...mutantsOf('core/access/strict-answers.ts', SIDECARS, [
    ['the prompt of a terminal stands behind a refusal', ['...members })}\\n`', '...members })}`']],
  ]),
  ...mutantsOf(
    'apps/service/service.ts',
    ['tests/other-host.sandbox.test.ts'],
    [['A looks for the sidecars at HOST', ["host: 'localhost' }", 'host: config.host }']]],
  ),
]
