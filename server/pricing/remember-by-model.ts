/** Names come from callers, so what is remembered of them is bounded; past it, all is forgotten and learned again. */
const maxRemembered = 20_000;

/**
 * Remembers the answer for each (provider, model). Two nested maps, so that a look-up makes no new string: this is on the
 * path of every call that is priced.
 */
export function rememberByModel<Answer>(
  answer: (provider: string, model: string) => Answer,
): (provider: string, model: string) => Answer {
  const byProvider = new Map<string, Map<string, Answer>>();
  let count = 0;
  return (provider, model) => {
    const known = byProvider.get(provider)?.get(model);
    if (known !== undefined) return known;
    if (count >= maxRemembered) {
      byProvider.clear();
      count = 0;
    }
    const made = answer(provider, model);
    let byModel = byProvider.get(provider);
    if (!byModel) {
      byModel = new Map();
      byProvider.set(provider, byModel);
    }
    byModel.set(model, made);
    count += 1;
    return made;
  };
}
