/** A function of an object that does its work once for each, and keeps the result for as long as there is the object. */
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
