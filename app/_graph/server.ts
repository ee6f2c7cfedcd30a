/** The one Apollo server of this process: its HTTP route and our own pages ask the same. */
import { createGraphqlServer } from '@/graphql/server'

export const server = createGraphqlServer()
server.startInBackgroundHandlingStartupErrorsByLoggingAndFailingAllRequests()
