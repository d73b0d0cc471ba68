import { describe, expect, test } from 'vitest';
import { renderNextSteps } from '../../../src/cli/summary.ts';
import { resourceReport } from '../../support/sync-report.ts';

describe('renderNextSteps', () => {
  test('says where the tables are and how to look at the first one', () => {
    const resources = [
      resourceReport({ table: 'empty', inserted: 0 }),
      resourceReport(),
      resourceReport({ table: 'deals', inserted: 0, unchanged: 3 }),
    ];
    const lines = renderNextSteps(resources, 'crm.duckdb', 'main').split('\n');
    expect(lines[0]).toBe('The data is in crm.duckdb: contacts, deals. To look at it:');
    expect(lines[1]).toBe("  duckdb crm.duckdb 'FROM contacts LIMIT 5'");
    expect(lines[2]).toMatch(/^ {2}node -e '.*"FROM contacts LIMIT 5".*'$/);
  });

  test('quotes for SQL and for the shell', () => {
    const steps = renderNextSteps([resourceReport({ table: 'group' })], "it's.duckdb", 'my crm');
    expect(steps).toContain(`duckdb 'it'\\''s.duckdb' 'FROM "my crm"."group" LIMIT 5'`);
  });

  test('tells a schema from a database of the same name', () => {
    const steps = renderNextSteps([resourceReport()], 'data/CRM.v2.duckdb', 'crm');
    expect(steps).toContain(`'FROM "CRM".crm.contacts LIMIT 5'`);
  });

  test('says nothing where there is nothing to look at', () => {
    expect(renderNextSteps([resourceReport()], '-', 'main')).toBe('');
    expect(renderNextSteps([resourceReport({ inserted: 0 })], 'x.duckdb', 'main')).toBe('');
  });
});
