/** 4.3 the proof of an erasure, and which terminals have not confirmed it. */
import { requireDeletion } from '@/domain/deletions'
import { eventsApi, operation } from '../../_public/events-api'
import * as schemas from '../../_public/schemas'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Reads a deletion: its signed receipt, and the terminals that have not confirmed it.',
    action: 'users:read',
    budget: 'reads',
    answers: { 200: schemas.deletion },
    async answer({ context, id }) {
      const { signed, pending } = await requireDeletion(context, { id })
      const { receipt, keyId, signature } = signed
      const body = {
        deletion_id: receipt.id,
        status: pending.length === 0 ? 'confirmed' : 'pending',
        requested_at: receipt.requestedAt,
        finished_at: receipt.finishedAt,
        pending_access_points: pending,
        // Signed byte for byte as it stands: its fields keep their names.
        receipt,
        key_id: keyId,
        signature,
      }
      return { status: 200, body }
    },
  }),
})
