import { findsExactly } from './finds-exactly.ts'
import { ENCODING_SWITCHES } from './switches/encoding.ts'
import { HEADER_SWITCHES } from './switches/header.ts'
import { JSON_SWITCHES } from './switches/json.ts'
import { LIFE_SWITCHES } from './switches/life.ts'
import { MEMORY_SWITCHES } from './switches/memory.ts'

findsExactly(HEADER_SWITCHES)
findsExactly(ENCODING_SWITCHES)
findsExactly(JSON_SWITCHES)
findsExactly(LIFE_SWITCHES)
findsExactly(MEMORY_SWITCHES)
