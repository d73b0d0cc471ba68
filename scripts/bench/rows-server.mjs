// A server for measurements: `/rows?count=…&changed=1` gives any number of rows, of which one in a hundred differs if it is
// told so; `/nested?count=…` gives rows with an object in an object and three lists; `/parents` gives 2,000 rows, and `/parents/{id}/children` three of each. Prints its address as the sample API does.
import { createServer } from 'node:http';

const PARENTS = 2000;
const NOTE = 'lorem ipsum dolor sit amet '.repeat(10);

const row = (id, isChanged) =>
  `{"id":${id},"email":"user${id}@example.com","created_at":"2024-01-01T00:00:00Z","score":${id % 100},"balance":"${id}.50","is_active":true,"tags":["a","b"],"owner":{"id":7,"name":"Owner"},"version":${isChanged && id % 100 === 0 ? 2 : 1},"note":"${NOTE}"}`;

const nested = (id) =>
  `{"id":${id},"email":"user${id}@example.com","created_at":"2024-01-01T00:00:00Z","score":${id % 100},"address":{"city":"Berlin","zip":"10115","geo":{"lat":52.5,"lon":13.4}},"tags":["a${id % 7}","b","c"],"orders":[{"sku":"x${id % 50}","qty":1},{"sku":"y","qty":2}],"notes":[{"by":"u1","text":"${NOTE.slice(0, 40)}"},{"by":"u2","text":"none"}]}`;

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const offset = Number(url.searchParams.get('offset') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? 100);
  const [, path, parent, children] = url.pathname.split('/');
  response.setHeader('content-type', 'application/json');
  const list = (count, toText) => {
    const texts = [];
    for (let i = offset; i < Math.min(offset + limit, count); i++) texts.push(toText(i));
    response.end(`{"data":[${texts.join(',')}],"total":${count}}`);
  };
  if (path === 'rows') {
    const isChanged = url.searchParams.has('changed');
    list(Number(url.searchParams.get('count')), (i) => row(i + 1, isChanged));
  } else if (path === 'nested') {
    list(Number(url.searchParams.get('count')), (i) => nested(i + 1));
  } else if (children === 'children') {
    list(3, (i) => `{"id":${Number(parent) * 10 + i},"name":"child ${i}"}`);
  } else if (path === 'parents') list(PARENTS, (i) => `{"id":${i + 1},"name":"parent ${i + 1}"}`);
  else {
    response.statusCode = 404;
    response.end('{}');
  }
});
server.listen(0, '127.0.0.1', () => {
  process.stderr.write(`API_BASE_URL=http://127.0.0.1:${server.address().port}\n`);
});
