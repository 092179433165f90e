/** Wraps a function of an object: the result runs it once for each object and keeps the value for as long as the object exists. */
export function oncePer<K extends object, V>(work: (of: K) => V): (of: K) => V {
  const results = new WeakMap<K, V>();
  return (of) => {
    let result = results.get(of);
    if (result === undefined) {
      result = work(of);
      results.set(of, result);
    }
    return result;
  };
}
