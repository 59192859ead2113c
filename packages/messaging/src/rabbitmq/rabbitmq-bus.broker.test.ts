import { describeBusContract } from '../bus-contract.ts';
import { createBusUnderTest } from './test-bus.ts';

describeBusContract('RabbitMQ', (policy) => createBusUnderTest({ policy }));
