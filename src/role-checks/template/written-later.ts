import { ResourceOf, Template } from './template';
import { isWrittenLater } from '../../iam/intrinsics';
import { PolicyDocument } from '../../iam/policy-document';
import { Text } from '../../iam/text';

/** What a transform or a loop writes at deployment. */
const UNSEEN = Text.of({ kind: 'chosen', id: 'Fn::Transform', name: 'Fn::Transform' });

/** Whether that goes for a resource or its properties. */
export function isPartlyUnseen({ template: { resources }, logicalId }: ResourceOf): boolean {
  return isWrittenLater(resources[logicalId]) || isWrittenLater(resources[logicalId].Properties);
}

/** Whether a transform of a whole template may write into each of its resources. Those of AWS leave resources like ours alone, but for one. */
export function isTransformed({ body, resources }: Template): boolean {
  const names: unknown[] = [body.Transform ?? []].flat().map((transform) => transform?.Name ?? transform);
  return Object.hasOwn(resources, 'Fn::Transform') || names.some((name) => typeof name !== 'string' || !name.startsWith('AWS::') || name === 'AWS::Include');
}

/** Whether properties of a resource may be there that its template does not show. */
export function mayHaveMore(resource: ResourceOf): boolean {
  return isPartlyUnseen(resource) || isTransformed(resource.template);
}

/** Whether loops of a template make policies of roles. */
export function makesPolicies({ resources }: Template): boolean {
  return Object.keys(resources).some((id) => id.startsWith('Fn::ForEach::') && /"AWS::IAM::(Managed|Role)?Policy"/.test(JSON.stringify(resources[id])));
}

/** A policy document. One that is not there, or has no statements, may be written later. */
export function documentFrom(value: unknown, mayBeWritten: boolean): PolicyDocument {
  const document = PolicyDocument.of(value ?? {});
  const isUnseen = document.json.Statement === undefined && (isWrittenLater(document.json) || (value === undefined && mayBeWritten));
  return isUnseen ? PolicyDocument.of(UNSEEN) : document;
}

/** The names of things that are not told. */
export function namesFrom(names: Text[], mayBeWritten: boolean): Text[] {
  return names.length === 0 && mayBeWritten ? [UNSEEN] : names;
}
