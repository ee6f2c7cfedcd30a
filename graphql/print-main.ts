/** What `npm run sdl` runs. */
import { writeSdl } from './print'

writeSdl(process.cwd())
