import { findsExactly } from './finds-exactly.ts'
import { ALGORITHM_SWITCHES } from './switches/algorithm.ts'
import { KEY_ID_SWITCHES } from './switches/key-id.ts'
import { KEY_IN_HEADER_SWITCHES } from './switches/key-in-header.ts'
import { KEY_PUBLISHED_SWITCHES } from './switches/key-published.ts'
import { SIGNATURE_SWITCHES } from './switches/signature.ts'

findsExactly(SIGNATURE_SWITCHES)
findsExactly(ALGORITHM_SWITCHES)
findsExactly(KEY_IN_HEADER_SWITCHES)
findsExactly(KEY_ID_SWITCHES)
findsExactly(KEY_PUBLISHED_SWITCHES)
