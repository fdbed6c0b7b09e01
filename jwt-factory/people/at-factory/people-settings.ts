import { z } from 'zod'
import { kinds, setting } from '#core/config/setting'
import { inProject } from '#core/files/project-folder'

/** Empty: none. */
const maybeFile = z
  .string()
  .refine((value) => !value.includes('\0'), 'is not a file')
  .transform((value) => (value === '' ? undefined : inProject(value)))

/** Whether the factory has people, and who they are. */
export const factoryPeopleSettings = {
  people: setting(
    'PEOPLE',
    kinds.onOff,
    'on',
    'Whether people can log in at the factory with a password (/api/login): on or off.',
  ),
  peopleConfig: setting(
    'PEOPLE_CONFIG',
    maybeFile,
    '',
    "How their tokens and keys are: a file of Stoke's configuration. Empty: tokens of 30 minutes, keys of 3 hours.",
  ),
  peopleInit: setting(
    'PEOPLE_INIT',
    maybeFile,
    '',
    'Whom the directory is to begin with: a -dbinit file of Stoke. Empty: two examples, as long as nobody beyond this machine reaches HOST.',
  ),
}
