/** Puts the nouns together and defines nothing itself. */
import './errors'
import './user'
import './viewer'
import { builder } from './builder'

export const schema = builder.toSchema()
