'use server'

import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import type { AdminContext } from '@/app/_lib/auth'
import type { Outcome } from '@/app/_lib/outcome'
import {
  approveRegistration,
  changeRole,
  endSessionsOfAdmin,
  inviteAdmin,
  refuseRegistration,
  resendInvitation,
  resumeAdmin,
  suspendAdmin,
  withdrawInvitation,
  type Role,
} from '@/domain/admins'
import { resetFactors } from '@/domain/factors/factors'

/** Acts, then shows the page as it is now. Nothing of the rows goes back: the page reads them anew. */
async function change(run: (context: AdminContext) => Promise<unknown>): Promise<Outcome<null>> {
  const outcome = await act(async (context) => {
    await run(context)
    return null
  })
  if (outcome.ok) revalidatePath('/admins')
  return outcome
}

export const invite = async (input: { email: string; role: Role }) => change((context) => inviteAdmin(context, input))
export const resend = async (invitationId: string) => change((context) => resendInvitation(context, { invitationId }))
export const withdraw = async (invitationId: string) =>
  change((context) => withdrawInvitation(context, { invitationId }))
export const approve = async (input: { registrationId: string; role: Role }) =>
  change((context) => approveRegistration(context, input))
export const refuse = async (registrationId: string) =>
  change((context) => refuseRegistration(context, { registrationId }))
export const setRole = async (input: { adminId: string; role: Role }) => change((context) => changeRole(context, input))
export const suspend = async (adminId: string) => change((context) => suspendAdmin(context, { adminId }))
export const resume = async (adminId: string) => change((context) => resumeAdmin(context, { adminId }))
export const takeFactors = async (adminId: string) => change((context) => resetFactors(context, { adminId }))
export const endSessions = async (adminId: string) => change((context) => endSessionsOfAdmin(context, { adminId }))
