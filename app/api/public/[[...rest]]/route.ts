/** What the events API has no route for, refused in its form. */
import { eventsApi } from '../_public/events-api'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({})
