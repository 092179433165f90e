import { aws_iam as iam, Stage } from 'aws-cdk-lib';
import { SERVICE_LINKED_ROLE_SERVICE } from './service-linked-role-documents';
import { areBothCreated } from '../common/conditions/exclusive-conditions';
import { inputError } from '../common/input-rules';
import { oncePer } from '../common/once-per';
import { definedPath } from '../common/references';
import { placeKey } from '../common/same-place';

/** Synth fails if an app creates the service-linked role twice in one account, because the second creation would fail. */
export function forbidDuplicates(role: iam.CfnServiceLinkedRole): void {
  const stage = Stage.of(role);
  if (stage !== undefined) {
    lookAtRoles(stage);
  }
}

/** Walks a stage once, however many roles are in it. */
const lookAtRoles = oncePer((stage: Stage) => {
  stage.node.addValidation({ validate: () => duplicatesIn(stage) });
  return true;
});

function duplicatesIn(stage: Stage): string[] {
  const accounts = new Map<string, iam.CfnServiceLinkedRole[]>();
  return stage.node.findAll()
    .filter(iam.CfnServiceLinkedRole.isCfnServiceLinkedRole)
    .filter((role) => role.awsServiceName === SERVICE_LINKED_ROLE_SERVICE && Stage.of(role) === stage)
    .flatMap((role) => {
      const key = placeKey(role, role.env.account);
      const others = accounts.get(key) ?? [];
      accounts.set(key, [...others, role]);
      const other = others.find((one) => areBothCreated(one, role));
      return other === undefined ? [] : [inputError('MwaaServiceLinkedRole', definedPath(role), [
        `'${definedPath(other)}' creates the role in the same account, which has one only: keep one of them, and refer to it with` +
        ' `MwaaServiceLinkedRole.fromAccount`, or use `MwaaServiceLinkedRole.ensureExists`',
      ]).message];
    });
}
