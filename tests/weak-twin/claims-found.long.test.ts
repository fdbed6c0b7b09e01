import { findsExactly } from './finds-exactly.ts'
import { IDENTITY_SWITCHES, SCOPE_SWITCHES } from './switches/identity.ts'
import { TIME_SWITCHES } from './switches/time.ts'

findsExactly(TIME_SWITCHES)
findsExactly(IDENTITY_SWITCHES)
findsExactly(SCOPE_SWITCHES)
