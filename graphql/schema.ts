/** Puts the nouns together and defines nothing itself. */
import './access-event'
import './attendee'
import './credential'
import './errors'
import './event'
import './grant'
import './member'
import './terminal'
import './user'
import './user-mutations'
import './viewer'
import './zone'
import { builder } from './builder'

export const schema = builder.toSchema()
