import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { startCommand } from '../../support/child-process.js';
import { databaseKind } from '../../support/database.js';
import { startInventory, type TestInventory } from '../../support/inventory.js';

describe(`The tables of inventory on ${databaseKind}`, () => {
  let stock: TestInventory;
  const orderId = newId();
  const sku = 'BOWL-S';

  beforeAll(async () => {
    stock = await startInventory({ poll: 1_000_000 });
    await stock.stock(sku, 10);
    await stock.inventory.hold({
      orderId,
      lines: [{ sku, quantity: 4 }],
      expiresAt: '2100-01-01T00:00:00.000Z',
    });
  });
  afterAll(() => stock.close());

  const change = (statement: string) => stock.transactions.manager.query(statement);

  it.each([
    ['less than nothing on hand', 'UPDATE inventory_stock SET on_hand = -1, held = -2'],
    ['less than nothing held', 'UPDATE inventory_stock SET held = -1'],
    ['more held than there is on hand', 'UPDATE inventory_stock SET held = 11'],
    ['less on hand than what is held', 'UPDATE inventory_stock SET on_hand = 3'],
    ['a hold of nothing', 'UPDATE inventory_holds SET quantity = 0'],
    ['more back than what was sold', 'UPDATE inventory_holds SET restocked = 5'],
    ['less than nothing back', 'UPDATE inventory_holds SET restocked = -1'],
    ['a hold of stock that is not known', `UPDATE inventory_holds SET sku = 'UNKNOWN'`],
    ['stock that goes while its ledger stays', 'DELETE FROM inventory_stock'],
    [
      'a second hold of an order',
      `INSERT INTO inventory_holds SELECT order_id, 'BOWL-M', position, quantity, restocked, state, expires_at, created_at FROM inventory_holds`,
    ],
    [
      'a cause that moves stock twice',
      `INSERT INTO inventory_movements SELECT '0', sku, kind, delta_on_hand, delta_held, reference, reason, actor, created_at FROM inventory_movements WHERE kind = 'held'`,
    ],
  ])('refuse %s, whatever the code says', async (_what, statement) => {
    await stock.stock('BOWL-M', 1);
    await expect(change(statement)).rejects.toThrow(/constraint|duplicate|check/i);
  });

  describe('are compared by the command "ledger check"', () => {
    async function check(): Promise<{ code: number | null; output: string }> {
      const command = startCommand({ DATABASE_URL: stock.databaseUrl }, 'ledger', 'check');
      const code = await command.ended;
      return { code, output: command.output() };
    }

    it('which says that they add up, and exits with 0', async () => {
      expect(await check()).toEqual({ code: 0, output: 'The ledger adds up\n' });
    });

    it('which names what does not, and exits with 1', async () => {
      await change(`UPDATE inventory_stock SET on_hand = 12 WHERE sku = '${sku}'`);
      const { code, output } = await check();
      await change(`UPDATE inventory_stock SET on_hand = 10 WHERE sku = '${sku}'`);
      expect(code).toBe(1);
      expect(JSON.parse(output.split('\n')[0] ?? '')).toEqual({
        sku,
        onHand: 12,
        held: 4,
        ledgerOnHand: 10,
        ledgerHeld: 4,
        heldByOrders: 4,
      });
    });

    it.each([
      [`UPDATE inventory_holds SET quantity = 3`, `UPDATE inventory_holds SET quantity = 4`],
      [
        `UPDATE inventory_movements SET delta_held = 3 WHERE kind = 'held'`,
        `UPDATE inventory_movements SET delta_held = 4 WHERE kind = 'held'`,
      ],
      [
        `UPDATE inventory_movements SET sku = 'BOWL-M' WHERE kind = 'held'`,
        `UPDATE inventory_movements SET sku = 'BOWL-S' WHERE kind = 'held'`,
      ],
    ])('and would notice %s', async (fault, repair) => {
      await change(fault);
      const found = await stock.ledger.check();
      await change(repair);
      expect(found.map((row) => row.sku)).toContain(sku);
      expect(await stock.ledger.check()).toEqual([]);
    });
  });
});
