import { env, type RestApiSource, restApiSource, secret } from 'sluice';

/** The source that the examples share: two resources of a CRM. Set `API_BASE_URL` and `API_KEY`; `npm run api` prints both. */
export function crm(): RestApiSource {
  return restApiSource({
    client: {
      base_url: env('API_BASE_URL'),
      auth: { type: 'api_key', name: 'Api-Token', api_key: secret('API_KEY') },
      paginator: { type: 'offset', limit: 100 },
    },
    resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
    resources: [
      { name: 'contacts', endpoint: { data_selector: 'contacts' } },
      { name: 'deals', endpoint: { data_selector: 'deals' } },
    ],
  });
}
