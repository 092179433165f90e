import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { oncePer } from './once-per';

/** Looks at all constructs of a stage, without those of the stages in it. Synth fails with the errors that it returns. */
export type StageCheck = (constructs: IConstruct[]) => string[];

/**
 * Runs a check when CDK validates the stage of a construct, once however often this function is called with it.
 *
 * All checks share one walk over the stage.
 */
export function checkInStage(construct: IConstruct, check: StageCheck): void {
  const stage = Stage.of(construct);
  if (stage !== undefined) {
    checksOf(stage).add(check);
  }
}

const checksOf = oncePer((stage: Stage) => {
  const checks = new Set<StageCheck>();
  stage.node.addValidation({
    validate: () => {
      const constructs = stage.node.findAll().filter((construct) => Stage.of(construct) === stage);
      return [...checks].flatMap((check) => check(constructs));
    },
  });
  return checks;
});
