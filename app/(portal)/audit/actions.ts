'use server'

import { act } from '@/app/_lib/act'
import { startAuditCheck } from '@/domain/audit-trail/check'

export async function check() {
  return act((context) => startAuditCheck(context))
}
