import { NOT_CHECKED, RoleRule, Verdict } from './role-check';
import { WorkflowSubject } from '../subject/checked-environment';

/** What the guide asks of a workflow, and nobody has seen fail. */
export const WORKFLOW_NOTES: RoleRule<WorkflowSubject> = {
  id: NOT_CHECKED,
  check({ needs: { unclearKey, otherBucketKey }, sharedWith }: WorkflowSubject): Verdict {
    const whats = [
      unclearKey === undefined ? [] : `its key: \`Type\` of its \`EncryptionConfiguration\` is ${unclearKey}, and it has a \`KmsKeyId\``,
      sharedWith.length === 0 ? [] : `whether it is meant to share its role with ${sharedWith.join(', ')}: the guide asks for one execution role per workflow`,
      otherBucketKey === undefined ? []
        : `the key of the bucket with the definition, ${otherBucketKey}, which is not that of the workflow: whoever creates the workflow reads the definition`,
    ];
    return { problems: [], doubts: whats.flat().map((what) => ({ what })) };
  },
};
