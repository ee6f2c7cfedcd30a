/**
 * What the scores of the face engine mean, and whether a picture is good enough: thresholds at a stated risk and the confidence shown to
 * legacy callers (../thresholds), and the gate.
 */
export { confidence, defaultFmr, defaultFpir, searchThreshold, thresholdAt } from '../thresholds'
export { gateProfiles, judge, subjectsOf } from './gate'
export type { Gate, GateProfile, Judgement, Reason, ReasonCode } from './gate'
