// `node deploy/images/first-order.js`, inside the Shop API's container: places an order with a cube as its model,
// has it priced and pays it, so that a fresh installation has something to show.
const shop = process.argv[2] ?? `http://127.0.0.1:${process.env.PORT ?? '7101'}`;

async function call(method, path, body, type = 'application/json') {
  const answer = await fetch(shop + path, {
    method,
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}

/** A cube with sides of 20 mm as STL: two triangles a side. */
function cube(side = 20) {
  const corner = (x, y, z) => `vertex ${x * side} ${y * side} ${z * side}`;
  const facets = [0, 1, 2].flatMap((axis) =>
    [0, 1].flatMap((far) => {
      const at = (u, v) =>
        corner(...[0, 1, 2].map((one) => (one === axis ? far : one === (axis + 1) % 3 ? u : v)));
      const [a, b, c, d] = far
        ? [at(0, 0), at(1, 0), at(1, 1), at(0, 1)]
        : [at(0, 0), at(0, 1), at(1, 1), at(1, 0)];
      return [
        [a, b, c],
        [a, c, d],
      ];
    }),
  );
  const text = facets.map(
    (points) => `facet normal 0 0 0\nouter loop\n${points.join('\n')}\nendloop\nendfacet`,
  );
  return `solid cube\n${text.join('\n')}\nendsolid cube\n`;
}

const customer = {
  name: 'First Order',
  email: 'first.order@example.com',
  phone: '+7 900 000-00-00',
  address: 'Example Street 1',
};
const placed = await call(
  'POST',
  '/orders',
  JSON.stringify({ customer, material: 'silver-925', quantity: 1 }),
);
const order = `/orders/${placed.order_id}`;
await call('PUT', `${order}/model`, cube(), 'model/stl');
await call('POST', `${order}/submit`);
const until = Date.now() + 120_000;
while ((await call('GET', order)).stage !== 'PRICED') {
  if (Date.now() > until) throw new Error(`Order ${placed.order_id} has no price after two minutes.`);
  await new Promise((resolve) => setTimeout(resolve, 500));
}
await call('POST', `${order}/pay`, JSON.stringify({ payment_reference: 'first-order' }));
console.log(`Order ${placed.order_id} is priced and paid; it waits for an operator.`);
