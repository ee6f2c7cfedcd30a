/**
 * What a tenant sees of its bureau as a whole: how far it is set up, what a setting of risk means, what wallets find. The disk and
 * the readiness of the machine are the operator's: `/api/health`, and the dashboard of the tenant `main`.
 */
import { readRisk, type Risk as RiskShape } from '@/domain/risk'
import { readSetUpProgress, setUpSteps, type SetUpProgress as ProgressShape } from '@/domain/set-up-progress'
import { walletOverview, type WalletOverview } from '@/domain/wallet/settings'
import { builder } from './builder'
import { enumOf } from './enums'

const SetUpStepName = enumOf('SetUpStepName', setUpSteps)

const SetUpStep = builder.objectRef<ProgressShape['steps'][number]>('SetUpStep').implement({
  fields: (t) => ({ step: t.expose('step', { type: SetUpStepName }), isDone: t.exposeBoolean('isDone') }),
})

const SetUpProgress = builder.objectRef<ProgressShape>('SetUpProgress').implement({
  description: 'Seen from what is there: nothing is ticked by hand.',
  fields: (t) => ({
    steps: t.expose('steps', { type: [SetUpStep] }),
    isComplete: t.exposeBoolean('isComplete'),
  }),
})

builder.queryField('setUpProgress', (t) =>
  t.field({
    type: SetUpProgress,
    complexity: 5,
    resolve: (_root, _args, context) =>
      readSetUpProgress(context, { publicUrl: context.publicUrl, sendsMail: context.mail.kind !== 'files' }),
  }),
)

const VerificationLevel = builder.objectRef<RiskShape['verification'][number]>('VerificationLevel').implement({
  description: "From which score on two faces are one person's, at a false match rate.",
  fields: (t) => ({
    fmr: t.exposeFloat('fmr'),
    threshold: t.exposeFloat('threshold'),
    extrapolated: t.exposeBoolean('extrapolated', { description: 'Beyond what was measured.' }),
  }),
})

const SearchLevel = builder.objectRef<RiskShape['search'][number]>('SearchLevel').implement({
  description: 'From which score on a search names somebody, at a share of strangers who are named.',
  fields: (t) => ({
    fpir: t.exposeFloat('fpir'),
    threshold: t.exposeFloat('threshold'),
    expected: t.exposeFloat('expected', { description: 'The share with the gallery as it is.' }),
    extrapolated: t.exposeBoolean('extrapolated'),
  }),
})

const Risk = builder.objectRef<RiskShape>('Risk').implement({
  description: "From the measured table of the engine's model.",
  fields: (t) => ({
    model: t.exposeString('model'),
    measuredOn: t.string({ resolve: ({ measuredOn }) => measuredOn.data }),
    nonMatedComparisons: t.float({ resolve: ({ measuredOn }) => measuredOn.nonMated }),
    matedComparisons: t.float({ resolve: ({ measuredOn }) => measuredOn.mated }),
    gallerySize: t.exposeInt('gallerySize', { description: 'Templates that a search goes through.' }),
    verification: t.expose('verification', { type: [VerificationLevel] }),
    search: t.expose('search', { type: [SearchLevel] }),
  }),
})

builder.queryField('risk', (t) =>
  t.field({
    type: Risk,
    description: 'What the settings `verifyFmr` and `searchFpir` mean for this tenant now.',
    resolve: (_root, _args, context) => readRisk(context),
  }),
)

const Wallet = builder.objectRef<WalletOverview>('Wallet').implement({
  description: 'What wallets find; what may be set is in `settings`.',
  fields: (t) => ({
    address: t.exposeString('address', { description: "What is typed into the wallet as the bureau's address." }),
    keysAddress: t.exposeString('keysAddress'),
    users: t.exposeInt('users', { description: 'Who came by a wallet.' }),
    credentials: t.exposeInt('credentials', { description: 'Good now, superseded ones included.' }),
    eyeDistancePx: t.exposeFloat('eyeDistancePx', { description: "What a wallet's pictures need between the eyes." }),
    placesLeft: t.exposeInt('placesLeft', { nullable: true, description: 'For further users; null: any number.' }),
  }),
})

builder.queryField('wallet', (t) =>
  t.field({ type: Wallet, complexity: 5, resolve: (_root, _args, context) => walletOverview(context, context) }),
)
