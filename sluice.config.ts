import { defineConfig, env, secret } from 'sluice';

export default defineConfig({
  client: {
    base_url: env('API_BASE_URL'),
    auth: { type: 'api_key', name: 'Api-Token', api_key: secret('API_KEY'), location: 'header' },
  },
  resource_defaults: {
    primary_key: 'id',
    write_disposition: 'merge',
    endpoint: { paginator: { type: 'offset', limit: 20, offset_param: 'offset' } },
  },
  resources: [
    { name: 'campaigns', endpoint: { path: '/campaigns', data_selector: 'campaigns' } },
    { name: 'contacts', endpoint: { path: '/contacts', data_selector: 'contacts' } },
    { name: 'lists', endpoint: { path: '/lists', data_selector: 'lists' } },
    { name: 'deals', endpoint: { path: '/deals', data_selector: 'deals' } },
    { name: 'segments', endpoint: { path: '/segments', data_selector: 'segments' } },
    { name: 'forms', endpoint: { path: '/forms', data_selector: 'forms' } },
  ],
});
