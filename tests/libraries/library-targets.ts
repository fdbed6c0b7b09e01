import { gatewayTargets } from './gateway-targets.ts'
import type { LibraryTarget } from './library-target.ts'
import { npmTargets } from './npm-targets.ts'

/** All of them, in the order of the table, whether they are installed or not. */
export const libraryTargets = (): readonly LibraryTarget[] => [...npmTargets(), ...gatewayTargets()]
