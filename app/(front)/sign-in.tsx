/** The start of a bureau that has an owner: the door, and the two ways in for who has no key. */
import type { Route } from 'next'
import Link from 'next/link'
import { SignInForm } from './sign-in-form'

/**
 * @param to the page of the portal that was asked for without being signed in
 * @param passkeys whether the bureau has a name that passkeys can belong to
 */
export function SignIn({ to, passkeys }: { to?: string; passkeys: boolean }) {
  return (
    <div className="grid overflow-hidden rounded-card border border-line bg-surface md:grid-cols-2">
      <section aria-labelledby="welcome" className="flex flex-col justify-between gap-10 bg-code p-6 sm:p-8">
        <div>
          <h1 id="welcome" className="font-display text-display">
            Who may cross the threshold
          </h1>
          <p className="mt-4 text-ink-soft">
            The biometric bureau of your organisation: who is enrolled, who passes, and proof of both.
          </p>
        </div>
        <p>
          New here?{' '}
          <Link href={'/register' as Route} className="font-medium text-door underline">
            Register now
          </Link>
        </p>
      </section>
      <section aria-labelledby="sign-in" className="space-y-5 p-6 sm:p-8">
        <h2 id="sign-in" className="font-display text-title">
          Sign in
        </h2>
        <SignInForm to={to} passkeys={passkeys} />
        <p>
          <Link href={'/forgot' as Route} className="text-door underline">
            Forgot password?
          </Link>
        </p>
      </section>
    </div>
  )
}
