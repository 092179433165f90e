import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { checkInStage } from '../../src/common/stage-pass';

let app: App;
beforeEach(() => app = new App());

test('checks see the constructs of their own stage, each once', () => {
  const inner = new Stage(app, 'Inner');
  const [here, there] = [new Stack(app, 'Here'), new Stack(inner, 'There')];
  const seen: string[] = [];
  const checks = ['a', 'b'].map((name) => (constructs: Construct[]) => {
    seen.push(`${name}: ${constructs.map(({ node }) => node.path)}`);
    return [];
  });
  checkInStage(here, checks[0]);
  checkInStage(here, checks[1]);
  checkInStage(new Stack(app, 'Another'), checks[0]);
  checkInStage(there, checks[1]);
  const walked = jest.spyOn(app.node, 'findAll');
  app.synth();
  expect(seen).toEqual(['b: Inner/There', 'a: Inner,Here,Another,Tree', 'b: Inner,Here,Another,Tree']);
  expect(walked).toHaveBeenCalledTimes(1);
});

test('synth fails with all errors', () => {
  checkInStage(new Stack(app, 'First'), () => ['first', 'second']);
  checkInStage(new Stack(app, 'Stack'), () => ['third']);
  expect(() => app.synth()).toThrow(/first\n.*second\n.*third$/);
});

test('what is in no stage is not looked at', () => {
  expect(() => checkInStage(new Construct(undefined as any, ''), () => ['error'])).not.toThrow();
});
