/** Whether something holds, as far as it can be known before a deployment. */
export type Truth = 'no' | 'could be' | 'yes';

const OPPOSITE: Record<Truth, Truth> = { 'no': 'yes', 'could be': 'could be', 'yes': 'no' };

export function not(truth: Truth): Truth {
  return OPPOSITE[truth];
}

export function both(one: Truth, other: Truth): Truth {
  return one === 'yes' ? other : other === 'yes' ? one : one === 'no' ? one : other;
}

/** Whether it holds for every item. */
export function every<T>(items: readonly T[], holds: (item: T) => Truth): Truth {
  let result: Truth = 'yes';
  for (let index = 0; index < items.length && result !== 'no'; index++) {
    result = both(result, holds(items[index]));
  }
  return result;
}

/** Whether it holds for at least one item. */
export function some<T>(items: readonly T[], holds: (item: T) => Truth): Truth {
  let result: Truth = 'no';
  for (let index = 0; index < items.length && result !== 'yes'; index++) {
    const one = holds(items[index]);
    result = one === 'no' ? result : one;
  }
  return result;
}
