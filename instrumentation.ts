/** Next calls this once when a server starts, and never during a build. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startBureau } = await import('./app/_lib/start')
  await startBureau()
}
