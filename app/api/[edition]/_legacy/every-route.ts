/** Every route of the legacy API, in the order of its reference. A test compares it with the folders. */
import * as users from '../users/route'
import * as user from '../users/[userId]/route'
import * as enrollStatus from '../users/[userId]/enroll/status/route'
import * as findByAddress from '../users/find-by-address/route'
import * as enrollFace from '../users/[userId]/dialogue/enroll/face/route'
import * as verifyFace from '../users/[userId]/dialogue/verify/face/route'
import * as adaptFace from '../users/[userId]/dialogue/adapt/face/route'
import * as deleteFace from '../users/[userId]/face/delete/route'
import * as enrollVoice from '../users/[userId]/dialogue/enroll/voice/route'
import * as verifyVoice from '../users/[userId]/dialogue/verify/voice/route'
import * as adaptVoice from '../users/[userId]/adapt/voice/route'
import * as adaptVoiceAlias from '../users/[userId]/dialogue/adapt/voice/route'
import * as deleteVoice from '../users/[userId]/voice/delete/route'
import * as isPending from '../users/[userId]/voice/is-pending/route'
import * as textDependent from '../users/[userId]/voice/text-dependent/route'
import * as restartState from '../users/[userId]/restart-state/route'
import * as languages from '../voice/languages/route'
import * as findByFace from '../users/find-by-face/route'
import * as findByMultiple from '../users/find-by-multiple/route'
import * as findFaceProperties from '../users/find-face-properties/route'
import * as validate from '../document/validate/route'
import * as validateBase64 from '../document/validate-base64/route'
import * as pooling from '../document/pooling/route'
import * as selfieCompare from '../document/selfie-compare/route'
import * as selfieCompareBase64 from '../document/selfie-compare-base64/route'
import * as livenessChallenge from '../liveness/challenge/route'
import * as livenessValidate from '../liveness/validate/route'
import type { DescribedRoute } from './openapi'

export const everyRoute: DescribedRoute[] = [
  ['users', users],
  ['users/[userId]', user],
  ['users/[userId]/enroll/status', enrollStatus],
  ['users/find-by-address', findByAddress],
  ['users/[userId]/dialogue/enroll/face', enrollFace],
  ['users/[userId]/dialogue/verify/face', verifyFace],
  ['users/[userId]/dialogue/adapt/face', adaptFace],
  ['users/[userId]/face/delete', deleteFace],
  ['users/find-by-face', findByFace],
  ['users/find-by-multiple', findByMultiple],
  ['users/find-face-properties', findFaceProperties],
  ['users/[userId]/dialogue/enroll/voice', enrollVoice],
  ['users/[userId]/dialogue/verify/voice', verifyVoice],
  ['users/[userId]/adapt/voice', adaptVoice],
  ['users/[userId]/dialogue/adapt/voice', adaptVoiceAlias],
  ['users/[userId]/voice/delete', deleteVoice],
  ['users/[userId]/voice/is-pending', isPending],
  ['users/[userId]/voice/text-dependent', textDependent],
  ['users/[userId]/restart-state', restartState],
  ['voice/languages', languages],
  ['document/validate', validate],
  ['document/validate-base64', validateBase64],
  ['document/pooling', pooling],
  ['document/selfie-compare', selfieCompare],
  ['document/selfie-compare-base64', selfieCompareBase64],
  ['liveness/challenge', livenessChallenge],
  ['liveness/validate', livenessValidate],
]
