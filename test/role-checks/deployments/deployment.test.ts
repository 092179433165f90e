import { placeOf, placeToTry } from '../../../src/role-checks/deployments/deployment';

const shown = (place: ReturnType<typeof placeOf>) => [place.partition, place.region, place.account].map((text) => text.literal);
const TRIED = placeToTry({ region: 'cn-north-1', account: '111122223333' });

test.each([
  [{}, ['aws-cn', 'cn-north-1', '111122223333']],
  [{ region: 'eu-west-1' }, ['aws', 'eu-west-1', '111122223333']],
  [{ account: '444455556666' }, ['aws-cn', 'cn-north-1', '444455556666']],
  [{ region: 'xx-nowhere-1' }, ['aws-cn', 'xx-nowhere-1', '111122223333']],
])('a stack that says %p', (names, expected) => {
  expect(shown(placeOf(names, TRIED))).toEqual(expected);
});
