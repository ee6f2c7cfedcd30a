'use client'

/**
 * Sensitive acts ask for a sign-in within the last 5 minutes. Where one was refused for that, `useAct` asks here, and then does
 * it again; the dialog comes from the portal's frame.
 */
import { createContext, useContext } from 'react'

/** Asks the admin for a proof. @returns whether there was one */
export type Prove = () => Promise<boolean>

export const ProveContext = createContext<Prove | null>(null)

/** Null outside of the portal, where nobody is signed in. */
export const useProve = (): Prove | null => useContext(ProveContext)

/** The code of a refusal that a proof takes away. */
export const needsProof = 'fresh_sign_in_required'
