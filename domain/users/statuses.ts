/** What a user can be, in words that are stored and shown alike. */
export { userStatuses } from '@/db/tables/users'
