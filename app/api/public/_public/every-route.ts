/** Every route of the events API, in the order of its reference. A test compares it with the folders. */
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
import * as webhookDeliveriesOneResend from '../webhook-deliveries/[id]/resend/route'
import * as webhookDeliveriesOne from '../webhook-deliveries/[id]/route'
import * as webhooksOneDeliveries from '../webhooks/[id]/deliveries/route'
import * as webhooksOneReplay from '../webhooks/[id]/replay/route'
import * as webhooksOneRotate from '../webhooks/[id]/rotate/route'
import * as webhooksOne from '../webhooks/[id]/route'
import * as webhooksOneTest from '../webhooks/[id]/test/route'
import * as webhooks from '../webhooks/route'
import * as zones from '../zones/route'
import type { DescribedRoute } from './openapi'

export const everyRoute: DescribedRoute[] = [
  ['singles', singles],
  ['singles/[id]', singlesOne],
  ['users', users],
  ['users/[id]', usersOne],
  ['users/[id]/credential', usersOneCredential],
  ['users/[id]/portrayal', usersOnePortrayal],
  ['users/[id]/credential/deliveries', usersOneCredentialDeliveries],
  ['events', events],
  ['events/[id]', eventsOne],
  ['attendees', attendees],
  ['attendees/[id]', attendeesOne],
  ['attendees/batch', attendeesBatch],
  ['members', members],
  ['members/[id]', membersOne],
  ['deletions/[id]', deletionsOne],
  ['zones', zones],
  ['access-points', accessPoints],
  ['access-events', accessEvents],
  ['webhooks', webhooks],
  ['webhooks/[id]', webhooksOne],
  ['webhooks/[id]/deliveries', webhooksOneDeliveries],
  ['webhooks/[id]/replay', webhooksOneReplay],
  ['webhooks/[id]/rotate', webhooksOneRotate],
  ['webhooks/[id]/test', webhooksOneTest],
  ['webhook-deliveries/[id]', webhookDeliveriesOne],
  ['webhook-deliveries/[id]/resend', webhookDeliveriesOneResend],
]
