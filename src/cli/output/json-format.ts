import { relative } from 'path';
import { CheckReport } from '../check-report';
import { STANDARD_INPUT, nameOf } from '../files/source';

/** The findings and notes of a report, for programs. */
export function jsonFormat({ findings }: CheckReport): string {
  return JSON.stringify(findings.map(({ rule, severity, path, resource, description, fix }) =>
    ({ rule, severity, template: path === STANDARD_INPUT ? nameOf(path) : relative('', path), resource, description, fix })), undefined, 2);
}
