import type { ResourceConfig } from '../../src/config/format/config-types.ts';

/** The projects of the tracker: the parent. */
export const PROJECTS: ResourceConfig = {
  name: 'projects',
  endpoint: { paginator: 'header_link' },
};

/** How the children page. */
export const PAGES = { type: 'offset', limit: 5, total_path: 'meta.total' } as const;

/** The issues of each project. */
export const ISSUES: ResourceConfig = {
  name: 'issues',
  endpoint: { path: 'projects/{resources.projects.id}/issues', paginator: PAGES },
};

/** The comments on each issue. */
export const COMMENTS: ResourceConfig = {
  name: 'comments',
  endpoint: {
    path: 'projects/{resources.issues.project_id}/issues/{resources.issues.number}/comments',
    paginator: PAGES,
  },
};

/** What a resource needs for its rows to be merged. */
export const MERGED = { primary_key: 'id', write_disposition: 'merge' } as const;

/** Ids in the order of numbers. */
export const inOrder = (ids: readonly unknown[]): number[] => ids.map(Number).sort((a, b) => a - b);
