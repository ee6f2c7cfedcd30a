/** The description of the events API, for anyone: it holds nothing of anybody's. */
import { getContext } from '@/app/_lib/context'
import { describeApi, type DescribedRoute } from '../_public/openapi'
import * as accessEvents from '../access-events/route'
import * as accessPoints from '../access-points/route'
import * as attendeesOne from '../attendees/[id]/route'
import * as attendeesBatch from '../attendees/batch/route'
import * as attendees from '../attendees/route'
import * as deletionsOne from '../deletions/[id]/route'
import * as eventsOne from '../events/[id]/route'
import * as events from '../events/route'
import * as membersOne from '../members/[id]/route'
import * as members from '../members/route'
import * as singlesOne from '../singles/[id]/route'
import * as singles from '../singles/route'
import * as usersOneCredentialDeliveries from '../users/[id]/credential/deliveries/route'
import * as usersOneCredential from '../users/[id]/credential/route'
import * as usersOnePortrayal from '../users/[id]/portrayal/route'
import * as usersOne from '../users/[id]/route'
import * as users from '../users/route'
import * as zones from '../zones/route'

const routes: DescribedRoute[] = [
  ['access-events', accessEvents],
  ['access-points', accessPoints],
  ['attendees/[id]', attendeesOne],
  ['attendees/batch', attendeesBatch],
  ['attendees', attendees],
  ['deletions/[id]', deletionsOne],
  ['events/[id]', eventsOne],
  ['events', events],
  ['members/[id]', membersOne],
  ['members', members],
  ['singles/[id]', singlesOne],
  ['singles', singles],
  ['users/[id]/credential/deliveries', usersOneCredentialDeliveries],
  ['users/[id]/credential', usersOneCredential],
  ['users/[id]/portrayal', usersOnePortrayal],
  ['users/[id]', usersOne],
  ['users', users],
  ['zones', zones],
]

export async function GET(request: Request): Promise<Response> {
  const { publicUrl } = await getContext(request)
  const headers = {
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
  }
  return Response.json(describeApi(routes, publicUrl), { headers })
}
