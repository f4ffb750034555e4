"""W2 on pgqueuer over PostgreSQL (loopback): jobs enqueued in batches of 100, then completed in batches of 10; two figures a line."""
import asyncio
import sys
import time
from datetime import timedelta

import asyncpg
from pgqueuer.db import AsyncpgDriver
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries

jobs, url = int(sys.argv[1]), sys.argv[2]


async def main():
    connection = await asyncpg.connect(url)
    driver = AsyncpgDriver(connection)
    queries = Queries(driver)
    await queries.install()
    begin = time.perf_counter()
    for _ in range(jobs // 100):
        await queries.enqueue(["note"] * 100, [b"{}"] * 100, [0] * 100)
    enqueued = jobs / (time.perf_counter() - begin)
    manager = QueueManager(queries)
    done = 0

    @manager.entrypoint("note")
    async def note(job):
        nonlocal done
        done += 1
        if done >= jobs:
            manager.shutdown.set()

    begin = time.perf_counter()
    await manager.run(batch_size=10, dequeue_timeout=timedelta(seconds=1))
    print(enqueued, jobs / (time.perf_counter() - begin))


asyncio.run(main())
