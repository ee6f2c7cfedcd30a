/** Where sealed values lie, as their seals know it. */
import type { SealPlace } from './types'

/** What a user's key is sealed to in the keystore. */
export function userKeyPlace(tenantId: string, userId: string): SealPlace {
  return { table: 'user_keys', row: userId, tenantId }
}

/** Where the secret of an admin's app for codes lies. */
export function authenticatorPlace(tenantId: string, adminId: string): SealPlace {
  return { table: 'authenticators', row: adminId, tenantId }
}

export function templatePlace(tenantId: string, templateId: string): SealPlace {
  return { table: 'templates', row: templateId, tenantId }
}
