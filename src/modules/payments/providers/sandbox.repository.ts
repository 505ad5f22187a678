import { Injectable } from '@nestjs/common';
import { In, MoreThanOrEqual } from 'typeorm';
import { Clock } from '../../../kernel/clock.js';
import { isId, newId } from '../../../kernel/ids.js';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { SandboxCharge, SandboxRefund } from './sandbox.entity.js';

/** The sandbox's books. Nothing else of payments reads them. */
@Injectable()
export class SandboxRepository {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Makes a charge, or finds the one that was made with this key; counts the call. */
  async charge(
    wanted: Pick<SandboxCharge, 'providerKey' | 'phase' | 'declineCode' | 'amount' | 'currency'>,
  ): Promise<SandboxCharge> {
    const charge = { ...wanted, id: newId(), captured: 0, calls: 1, createdAt: this.clock.now() };
    try {
      await this.charges.insert(charge);
      return charge;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    const { providerKey } = wanted;
    return this.transactions.run(async () => {
      await this.charges
        .createQueryBuilder()
        .update()
        .set({ calls: () => 'calls + 1' })
        .where({ providerKey })
        .execute();
      return this.charges.findOneByOrFail({ providerKey });
    });
  }

  async find(id: string): Promise<SandboxCharge | null> {
    return isId(id) ? this.charges.findOneBy({ id }) : null;
  }

  async findByKey(providerKey: string): Promise<SandboxCharge | null> {
    return this.charges.findOneBy({ providerKey });
  }

  async refundsOf(chargeId: string): Promise<SandboxRefund[]> {
    return this.refunds.find({ where: { chargeId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** Changes a charge that is in one of these phases and for no less than is captured; others stay as they are. */
  async move(
    id: string,
    from: readonly SandboxCharge['phase'][],
    change: Partial<Pick<SandboxCharge, 'phase' | 'captured' | 'declineCode'>>,
  ): Promise<SandboxCharge | null> {
    const amount = MoreThanOrEqual(change.captured ?? 0);
    await this.charges.update({ id, phase: In([...from]), amount }, change);
    return this.find(id);
  }

  /** Gives money back once per key. @returns null when less than that is left */
  async refund(chargeId: string, providerKey: string, amount: number): Promise<SandboxRefund | null> {
    return this.transactions.run(async () => {
      // Holds the charge until the transaction ends.
      await this.charges.update({ id: chargeId }, { id: chargeId });
      const known = await this.refunds.findOneBy({ providerKey });
      if (known) return known;
      const charge = await this.find(chargeId);
      const refunded = (await this.refundsOf(chargeId)).reduce((sum, refund) => sum + refund.amount, 0);
      if (!charge || refunded + amount > charge.captured) return null;
      const refund = { id: newId(), chargeId, providerKey, amount, createdAt: this.clock.now() };
      await this.once(this.refunds.insert(refund));
      return refund;
    });
  }

  private async once(insert: Promise<unknown>): Promise<void> {
    try {
      await insert;
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate('a key of the sandbox') : error;
    }
  }

  private get charges() {
    return this.transactions.manager.getRepository(SandboxCharge);
  }

  private get refunds() {
    return this.transactions.manager.getRepository(SandboxRefund);
  }
}
