"""W2 on huey over SQLite: trivial jobs enqueued one by one, then taken and done by its consumer's own loop; two figures a line."""
import sys
import tempfile
import time

from huey import SqliteHuey

jobs = int(sys.argv[1])
huey = SqliteHuey("peer", filename=tempfile.mkdtemp(prefix="peer-huey-") + "/peer.db", fsync=True, results=False)


@huey.task()
def note():
    return None


begin = time.perf_counter()
for _ in range(jobs):
    note()
enqueued = jobs / (time.perf_counter() - begin)
begin = time.perf_counter()
while task := huey.dequeue():
    huey.execute(task)
print(enqueued, jobs / (time.perf_counter() - begin))
