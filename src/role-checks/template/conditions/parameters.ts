import { OpenValue } from '../../../iam/text';

/** Parameters whose value is what the template and the deployment say, and not the name of where it is looked up. */
const TYPES = /^(String|Number|AWS::(?!SSM::).*)$/;

/** The open value of a parameter, with what its definition says of it. */
export function openParameter(open: OpenValue, definition: any): OpenValue {
  if (!TYPES.test(String(definition?.Type))) {
    return open;
  }
  const { Default: byDefault, AllowedValues: allowed } = definition;
  return {
    ...open,
    ...(isPlain(byDefault) ? { usually: String(byDefault) } : {}),
    ...(Array.isArray(allowed) && allowed.every(isPlain) ? { oneOf: allowed.map(String) } : {}),
  };
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
