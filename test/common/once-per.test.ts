import { oncePer } from '../../src/common/once-per';

test('the work is done once for each object, and objects that look the same are not', () => {
  const worked: object[] = [];
  const size = oncePer((of: object) => {
    worked.push(of);
    return { size: Object.keys(of).length };
  });
  const [one, other] = [{ a: 1 }, { a: 1 }];

  expect([one, other, one].map(size)).toEqual([{ size: 1 }, { size: 1 }, { size: 1 }]);
  expect(size(one)).toBe(size(one));
  expect(worked).toEqual([one, other]);
});
