/** Admins: the people who sign in to the portal, and how they come, change and go. One file for each way. */
export { hasOwner, type Admin, type Role } from './admin'
export { issueSetUpToken, isSetUpTokenOpen, registerFirstOwner, type FirstOwner } from './first-owner'
export { listAdmins, type AdminRow, type AdminPage } from './list'
export {
  acceptInvitation,
  inviteAdmin,
  listInvitations,
  readInvitation,
  resendInvitation,
  withdrawInvitation,
  type Invitation,
} from './invite'
export { confirmRegistration, register } from './register'
export { approveRegistration, listRegistrations, refuseRegistration, type Registration } from './approve'
export { changeRole, endSessionsOfAdmin, resumeAdmin, suspendAdmin } from './change'
export { issueResetLink, requestReset, resetPassword } from './reset'
export { changeRegistrationPolicy, readOpenDoor, readRegistrationPolicy, type RegistrationPolicy } from './policy'
