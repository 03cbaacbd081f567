/** Has the browser ask before the page goes, for as long as `isAsked` says so. Answers what takes the question back. */
export function setLeaveQuestion(isAsked: () => boolean): () => void {
  const onUnload = (event: BeforeUnloadEvent) => {
    if (isAsked()) event.preventDefault();
  };
  window.addEventListener('beforeunload', onUnload);
  return () => window.removeEventListener('beforeunload', onUnload);
}
