import { findsExactly } from './finds-exactly.ts'
import { GOOD_SWITCHES, REFUSED_ALGORITHMS } from './switches/good.ts'
import { TRANSPORT_SWITCHES } from './switches/transport.ts'

findsExactly(TRANSPORT_SWITCHES)
findsExactly(GOOD_SWITCHES)
findsExactly(REFUSED_ALGORITHMS)
